import * as ApiKey from "@effect-userplane/core4/ApiKey"
import * as FetchTransport from "@effect-userplane/core4/FetchTransport"
import * as Transport from "@effect-userplane/core4/Transport"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as SandboxFetch from "@effect-userplane/sandbox/SandboxFetch"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect, it } from "vitest"
import * as Recordings from "../src/app/Recordings.js"
import * as Retention from "../src/app/Retention.js"

const { links, plainKeys, workspaces } = Fixtures

const sharedAt = (date: string, linkId: string): Recordings.Recording => ({
  link: { workspaceId: workspaces.main, linkId },
  sharedAt: DateTime.makeUnsafe(date)
})

const recordings = [
  sharedAt("2026-01-01", links.deletable),
  sharedAt("2026-01-02", links.gone),
  sharedAt("2026-01-03", links.forbidden),
  sharedAt("2026-06-01", links.lostReply)
]

/** The app over a sandbox of its own, which needs no socket. */
const app = (apiKey: string) =>
  Retention.layer.pipe(
    Layer.provide(Recordings.layerMemory(recordings)),
    Layer.provide(Userplane.layerTransport()),
    Layer.provide(Layer.succeed(Transport.Transport, FetchTransport.fromFetch(SandboxFetch.make().fetch))),
    Layer.provide(ApiKey.layer(Redacted.make(apiKey)))
  )

const run = Effect.gen(function* () {
  yield* TestClock.setTime(Date.parse("2026-06-30"))
  const retention = yield* Retention.Retention
  return yield* retention.run("90 days")
})

const runWith = (apiKey: string) =>
  Effect.runPromise(Effect.result(run).pipe(Effect.provide([app(apiKey), TestClock.layer()])))

describe("the app", () => {
  it("removes what is old enough, and says in its own words how each went", async () => {
    expect(await runWith(plainKeys.member)).toMatchObject({
      success: [
        [links.deletable, "removed"],
        [links.gone, "removed before"],
        [links.forbidden, "not ours to remove"]
      ]
    })
  })

  it("stops when its account is refused", async () => {
    expect(await runWith(plainKeys.expired)).toMatchObject({ failure: { _tag: "AccountProblem" } })
  })
})
