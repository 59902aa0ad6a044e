/** The version that is worked on, from git and the CI service. */
import * as ChildProcess from "node:child_process"
import * as Path from "node:path"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { WrongUsage } from "./Failure.js"

const git = (...args: ReadonlyArray<string>): Effect.Effect<string, WrongUsage> =>
  Effect.async((resume, signal) => {
    ChildProcess.execFile("git", args, { signal }, (error, stdout, stderr) =>
      resume(
        error === null
          ? Effect.succeed(stdout.trim())
          : new WrongUsage({ message: `git ${args.join(" ")}: ${stderr.trim() || error.message}` })
      )
    )
  })

/** The first of these variables that is set to something. */
const firstOf = (names: ReadonlyArray<string>): Effect.Effect<string | undefined> =>
  Effect.map(
    Effect.option(Effect.firstSuccessOf(names.map((name) => Config.nonEmptyString(name)))),
    Option.getOrUndefined
  )

export const commit: Effect.Effect<string, WrongUsage> = git("rev-parse", "HEAD")

/** The commit that is checked out where this file is, which has to hold it as it is. */
export const commitHolding = (path: string): Effect.Effect<string, WrongUsage> =>
  Effect.gen(function* () {
    const { base, dir } = Path.parse(Path.resolve(path))
    const there = (...args: ReadonlyArray<string>) => git("-C", dir, ...args)
    const committed = yield* there("rev-parse", `HEAD:./${base}`)
    const present = yield* there("hash-object", base)
    return committed === present
      ? yield* there("rev-parse", "HEAD")
      : yield* new WrongUsage({ message: `${path} is not as it was committed.` })
  })

// Of each service the branch of a pull or merge request first, then that of a push.
const branchVariables = [
  // GitHub Actions.
  ...["GITHUB_HEAD_REF", "GITHUB_REF_NAME"],
  // GitLab CI.
  ...["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_BRANCH"],
  // Azure Pipelines.
  ...["SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH"],
  // Bitbucket Pipelines, Buildkite, CircleCI.
  ...["BITBUCKET_BRANCH", "BUILDKITE_BRANCH", "CIRCLE_BRANCH"],
  // Drone.
  ...["DRONE_SOURCE_BRANCH", "DRONE_BRANCH"],
  // Travis CI.
  ...["TRAVIS_PULL_REQUEST_BRANCH", "TRAVIS_BRANCH"],
  // Jenkins.
  "BRANCH_NAME"
]

// In the build of a tag, these hold its name.
const ofTags: ReadonlySet<string> = new Set(["GITHUB_REF_NAME", "TRAVIS_BRANCH"])

const isTag: Effect.Effect<boolean> = Effect.gen(function* () {
  return (yield* firstOf(["GITHUB_REF_TYPE"])) === "tag" || (yield* firstOf(["TRAVIS_TAG"])) !== undefined
})

const branchHead = "refs/heads/"

// Azure Pipelines gives whole references.
const branchOf = (name: string): Effect.Effect<string | undefined> =>
  Effect.map(firstOf([name]), (value) => {
    if (value?.startsWith(branchHead)) return value.slice(branchHead.length)
    return value?.startsWith("refs/") ? undefined : value
  })

// CI services check out a commit, not a branch, so they are asked before git is.
export const branch: Effect.Effect<string, WrongUsage> = Effect.gen(function* () {
  const ignored = (yield* isTag) ? ofTags : new Set()
  const named = yield* Effect.forEach(
    branchVariables.filter((name) => !ignored.has(name)),
    branchOf
  )
  const first = named.find((name) => name !== undefined) ?? (yield* git("branch", "--show-current"))
  return first === "" ? yield* new WrongUsage({ message: "No branch is checked out: name one with --branch." }) : first
})

// GitLab CI, Buildkite, CircleCI, Drone, Travis CI, Jenkins.
const buildVariables = [
  "CI_JOB_URL",
  "BUILDKITE_BUILD_URL",
  "CIRCLE_BUILD_URL",
  "DRONE_BUILD_LINK",
  "TRAVIS_BUILD_WEB_URL",
  "BUILD_URL"
]

export const buildUrl: Effect.Effect<string | undefined> = Effect.gen(function* () {
  const [server, repository, run] = yield* Effect.all(
    ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID"].map((name) => firstOf([name]))
  )
  return server !== undefined && repository !== undefined && run !== undefined
    ? `${server}/${repository}/actions/runs/${run}`
    : yield* firstOf(buildVariables)
})
