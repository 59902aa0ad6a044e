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

// GitHub Actions (of a pull request, then of a push), GitLab CI (likewise), Buildkite, CircleCI, Jenkins.
const branchVariables = [
  "GITHUB_HEAD_REF",
  "GITHUB_REF_NAME",
  "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
  "CI_COMMIT_BRANCH",
  "BUILDKITE_BRANCH",
  "CIRCLE_BRANCH",
  "BRANCH_NAME"
]

// CI services check out a commit, not a branch, so they are asked before git is.
export const branch: Effect.Effect<string, WrongUsage> = Effect.gen(function* () {
  const isTag = (yield* firstOf(["GITHUB_REF_TYPE"])) === "tag"
  const named = yield* firstOf(branchVariables.filter((name) => !(isTag && name === "GITHUB_REF_NAME")))
  if (named !== undefined) return named
  const current = yield* git("branch", "--show-current")
  return current === ""
    ? yield* new WrongUsage({ message: "No branch is checked out: name one with --branch." })
    : current
})

export const buildUrl: Effect.Effect<string | undefined> = Effect.gen(function* () {
  const [server, repository, run] = yield* Effect.all(
    ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID"].map((name) => firstOf([name]))
  )
  return server !== undefined && repository !== undefined && run !== undefined
    ? `${server}/${repository}/actions/runs/${run}`
    : yield* firstOf(["CI_JOB_URL", "BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL", "BUILD_URL"])
})
