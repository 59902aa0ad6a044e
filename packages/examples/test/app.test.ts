import { describe, expect, it } from "@effect/vitest"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Recordings from "../src/app/Recordings.js"
import * as Retention from "../src/app/Retention.js"

const { keys, links, workspaces } = Fixtures

const sharedAt = (date: string, linkId: string): Recordings.Recording => ({
  link: { workspaceId: workspaces.main, linkId },
  sharedAt: DateTime.unsafeMake(date)
})

const recordings = [
  sharedAt("2026-01-01", links.deletable),
  sharedAt("2026-01-02", links.gone),
  sharedAt("2026-01-03", links.forbidden),
  sharedAt("2026-06-01", links.lostReply)
]

const app = (apiKey: Redacted.Redacted) =>
  Retention.layer.pipe(
    Layer.provide(Recordings.layerMemory(recordings)),
    Layer.provide(Userplane.layer({ apiKey })),
    Layer.provide(SandboxHttpClient.layer),
    Layer.provide(Sandbox.layer())
  )

const run = Effect.gen(function* () {
  yield* TestClock.setTime(Date.parse("2026-06-30"))
  const retention = yield* Retention.Retention
  return yield* retention.run("90 days")
})

describe("the app", () => {
  it.effect("removes what is old enough, and says in its own words how each went", () =>
    Effect.gen(function* () {
      expect(yield* run).toEqual([
        [links.deletable, "removed"],
        [links.gone, "removed before"],
        [links.forbidden, "not ours to remove"]
      ])
    }).pipe(Effect.provide(app(keys.member)))
  )

  it.effect("stops when its account is refused", () =>
    Effect.gen(function* () {
      const problem = yield* Effect.flip(run)
      expect(problem).toBeInstanceOf(Retention.AccountProblem)
    }).pipe(Effect.provide(app(keys.expired)))
  )
})
