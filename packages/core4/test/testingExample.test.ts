import * as ApiKey from "@effect-userplane/core4/ApiKey"
import * as FetchTransport from "@effect-userplane/core4/FetchTransport"
import { deleteLink } from "@effect-userplane/core4/Links"
import * as Transport from "@effect-userplane/core4/Transport"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as SandboxFetch from "@effect-userplane/sandbox/SandboxFetch"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { expect, it } from "vitest"

// The clock of the test, as the sandbox takes it.
const testClock = Effect.map(
  Effect.context<never>(),
  (context): SandboxFetch.Clock => ({
    now: () => Effect.runSyncWith(context)(Clock.currentTimeMillis),
    sleep: (millis, signal) => Effect.runPromiseWith(context)(Effect.sleep(millis), { signal })
  })
)

const clientOver = (fetch: typeof globalThis.fetch) =>
  Layer.provide(Userplane.layerTransport(), [
    Layer.succeed(Transport.Transport, FetchTransport.fromFetch(fetch, { mayRepeat: false })),
    ApiKey.layer(Redacted.make(Fixtures.plainKeys.member))
  ])

it("a response that never arrives is waited for until the timeout, and the link is found deleted then", () =>
  Effect.gen(function* () {
    const sandbox = SandboxFetch.make({ clock: yield* testClock })
    sandbox.addFault({ _tag: "NoReply" })
    const call = deleteLink({ workspaceId: Fixtures.workspaces.main, linkId: Fixtures.links.deletable })
    const fiber = yield* Effect.forkChild(Effect.provide(call, clientOver(sandbox.fetch)))
    yield* TestClock.adjust("1 minute")
    expect(yield* Fiber.join(fiber)).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: 2 })
    expect(sandbox.requests()).toHaveLength(2)
  }).pipe(Effect.provide(TestClock.layer()), Effect.runPromise))
