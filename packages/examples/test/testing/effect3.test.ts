import { expect, it } from "@effect/vitest"
import * as ApiKey from "@effect-userplane/core/ApiKey"
import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import { deleteLink } from "@effect-userplane/core/Links"
import * as Transport from "@effect-userplane/core/Transport"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as SandboxFetch from "@effect-userplane/sandbox/SandboxFetch"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import * as TestClock from "effect/TestClock"

// The clock of the test, as the sandbox takes it.
const testClock = Effect.map(
  Effect.runtime<never>(),
  (runtime): SandboxFetch.Clock => ({
    now: () => Runtime.runSync(runtime)(Clock.currentTimeMillis),
    sleep: (millis, signal) => Runtime.runPromise(runtime)(Effect.sleep(millis), { signal })
  })
)

const clientOver = (fetch: typeof globalThis.fetch) =>
  Layer.provide(Userplane.layerTransport(), [
    Layer.succeed(Transport.Transport, FetchTransport.fromFetch(fetch, { mayRepeat: false })),
    ApiKey.layer(Fixtures.keys.member)
  ])

it.effect("a response that never arrives is waited for until the timeout, and the link is found deleted then", () =>
  Effect.gen(function* () {
    const sandbox = SandboxFetch.make({ clock: yield* testClock })
    sandbox.addFault({ _tag: "NoReply" })
    const call = deleteLink({ workspaceId: Fixtures.workspaces.main, linkId: Fixtures.links.deletable })
    const fiber = yield* Effect.fork(Effect.provide(call, clientOver(sandbox.fetch)))
    yield* TestClock.adjust("1 minute")
    expect(yield* Fiber.join(fiber)).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: 2 })
    expect(sandbox.requests()).toHaveLength(2)
  })
)
