import { describe, expect, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Checkout from "../scripts/broker/Checkout.js"

const within = (variables: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))

const github = {
  GITHUB_SERVER_URL: "https://github.example",
  GITHUB_REPOSITORY: "acme/links",
  GITHUB_RUN_ID: "17"
}

describe("the version that is worked on", () => {
  it.effect.each([
    ["a push on GitHub", { GITHUB_HEAD_REF: "", GITHUB_REF_NAME: "main" }, "main"],
    ["a tag on GitHub", { GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "v1", BRANCH_NAME: "main" }, "main"],
    ["a pull request on GitHub", { GITHUB_HEAD_REF: "feature", GITHUB_REF_NAME: "7/merge" }, "feature"],
    ["a push on GitLab", { CI_COMMIT_BRANCH: "main" }, "main"],
    ["a merge request on GitLab", { CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "feature" }, "feature"],
    ["Buildkite", { BUILDKITE_BRANCH: "main" }, "main"],
    ["CircleCI", { CIRCLE_BRANCH: "main" }, "main"],
    ["Bitbucket", { BITBUCKET_BRANCH: "feature/a" }, "feature/a"],
    ["a push on Azure", { BUILD_SOURCEBRANCH: "refs/heads/feature/a", BUILD_SOURCEBRANCHNAME: "a" }, "feature/a"],
    [
      "a pull request on Azure",
      { BUILD_SOURCEBRANCH: "refs/pull/7/merge", SYSTEM_PULLREQUEST_SOURCEBRANCH: "refs/heads/feature" },
      "feature"
    ],
    ["a tag on Azure", { BUILD_SOURCEBRANCH: "refs/tags/v1", BRANCH_NAME: "main" }, "main"],
    ["a push on Drone", { DRONE_BRANCH: "main" }, "main"],
    ["a pull request on Drone", { DRONE_SOURCE_BRANCH: "feature", DRONE_BRANCH: "main" }, "feature"],
    ["a push on Travis", { TRAVIS_PULL_REQUEST_BRANCH: "", TRAVIS_BRANCH: "main" }, "main"],
    ["a pull request on Travis", { TRAVIS_PULL_REQUEST_BRANCH: "feature", TRAVIS_BRANCH: "main" }, "feature"],
    ["a tag on Travis", { TRAVIS_TAG: "v1", TRAVIS_BRANCH: "v1", BRANCH_NAME: "main" }, "main"],
    ["Jenkins", { BRANCH_NAME: "main" }, "main"]
  ] as const)("has the branch of %s", ([, variables, branch]) =>
    Effect.map(within(variables)(Checkout.branch), (found) => expect(found).toBe(branch))
  )

  it.effect.each([
    ["GitHub", github, "https://github.example/acme/links/actions/runs/17"],
    ["GitLab", { CI_JOB_URL: "https://gitlab.example/1" }, "https://gitlab.example/1"],
    ["Buildkite", { BUILDKITE_BUILD_URL: "https://buildkite.example/1" }, "https://buildkite.example/1"],
    ["CircleCI", { CIRCLE_BUILD_URL: "https://circleci.example/1" }, "https://circleci.example/1"],
    ["Drone", { DRONE_BUILD_LINK: "https://drone.example/1" }, "https://drone.example/1"],
    ["Travis", { TRAVIS_BUILD_WEB_URL: "https://travis.example/1" }, "https://travis.example/1"],
    ["Jenkins", { BUILD_URL: "https://jenkins.example/1" }, "https://jenkins.example/1"],
    ["nobody", {}, undefined]
  ] as const)("has the build of %s", ([, variables, url]) =>
    Effect.map(within(variables)(Checkout.buildUrl), (found) => expect(found).toBe(url))
  )

  it.effect("has the commit of the checkout", () =>
    Effect.map(Checkout.commit, (commit) => expect(commit).toMatch(/^[0-9a-f]{40}$/))
  )
})
