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
 * The base URL of the local Userplane. No server can have this name, so that a journal of the sandbox is never taken for one
 * of the real API.
 *
 * @since 0.1.0
 * @category constants
 */
export const baseUrl = new URL("https://in-process-sandbox.invalid/api/v1")

/**
 * The client of a member of the standard world. It is made anew with every run, so that nothing stays deleted.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Userplane.Userplane | HttpClient.HttpClient> = Userplane.layer({
  apiKey: Fixtures.keys.member,
  baseUrl
}).pipe(
  Layer.provideMerge(SandboxHttpClient.layer),
  Layer.provide(Sandbox.layer()),
  // The base URL is a good one.
  Layer.orDie
)
