/** The client against a whole Userplane in the process, on the clock of the test. */
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as SandboxFetch from "@effect-userplane/sandbox/SandboxFetch"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { expect } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { deleteLink, deleteLinks } from "../src/Links.js"
import * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"
import { itEffect } from "./runTest.js"

const { links, plainKeys, workspaces } = Fixtures

/** The clock of the test, as the sandbox takes it. */
const clock = Effect.map(
  Effect.context<never>(),
  (context): SandboxFetch.Clock => ({
    now: () => Effect.runSyncWith(context)(Clock.currentTimeMillis),
    sleep: (millis, signal) => Effect.runPromiseWith(context)(Effect.sleep(millis), { signal })
  })
)

const clientOf = ({ fetch }: SandboxFetch.SandboxFetch) =>
  Layer.orDie(
    Layer.provide(Userplane.layerTransport(), [
      Layer.succeed(Transport.Transport, FetchTransport.fromFetch(fetch, { mayRepeat: false })),
      ApiKey.layer(Redacted.make(plainKeys.member))
    ])
  )

const refOf = (linkId: string) => ({ workspaceId: workspaces.main, linkId })

itEffect("the busy link is deleted by the third attempt, not before the server's retry-after", () =>
  Effect.gen(function* () {
    const sandbox = SandboxFetch.make({ clock: yield* clock })
    const fiber = yield* Effect.forkChild(Effect.provide(deleteLink(refOf(links.busy)), clientOf(sandbox)))
    yield* TestClock.adjust("1 minute")
    expect(yield* Fiber.join(fiber)).toMatchObject({ confirmation: "Reply", attempts: 3 })
    const [first = 0, second = 0, third = 0] = sandbox.requests().map(({ at }) => at)
    expect(first).toBe(0)
    expect(third - second).toBeGreaterThanOrEqual(1000)
  })
)

itEffect("a response slower than the attempt timeout is lost, and the next attempt finds the link gone", () =>
  Effect.gen(function* () {
    const sandbox = SandboxFetch.make({ clock: yield* clock })
    sandbox.addFault({ _tag: "Slow", delay: 3_600_000 })
    const fiber = yield* Effect.forkChild(Effect.provide(deleteLink(refOf(links.deletable)), clientOf(sandbox)))
    yield* TestClock.adjust("1 minute")
    expect(yield* Fiber.join(fiber)).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: 2 })
  })
)

itEffect("a run over more links than a minute's quota goes on in the next minute, and meets no 429", () =>
  Effect.gen(function* () {
    const sandbox = SandboxFetch.make({ clock: yield* clock })
    const creatorId = Fixtures.users.member
    const all = sandbox.addLinks(150, { workspaceId: workspaces.main, creatorId }).map(({ linkId }) => refOf(linkId))
    const run = Effect.provide(Stream.runCollect(deleteLinks(all)), clientOf(sandbox))
    // The clock does not wait for promises: it is moved in steps, between which they settle.
    yield* Effect.raceFirst(run, Effect.forever(TestClock.adjust("1 second")))
    const requests = sandbox.requests()
    expect(requests.filter(({ status }) => status === 200)).toHaveLength(150)
    expect(requests).toHaveLength(150)
    expect(requests.filter(({ at }) => at < 60_000).length).toBeLessThanOrEqual(120)
  })
)
