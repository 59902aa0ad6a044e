/**
 * A local Userplane within this process: no socket, no key to set, nothing leaves the machine.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import * as Layer from "effect/Layer"

/**
 * The client of a member of the standard world. It is made anew with every run, so that nothing stays deleted.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Userplane.Userplane | HttpClient.HttpClient> = Userplane.layer({
  apiKey: Fixtures.keys.member
}).pipe(
  Layer.provideMerge(SandboxHttpClient.layer),
  Layer.provide(Sandbox.layer()),
  // The base URL is the default one, which is good.
  Layer.orDie
)
