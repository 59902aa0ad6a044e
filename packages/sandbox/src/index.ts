/**
 * Every module that does not need Node: `SandboxServer` and `FaultProxy` are entries of their own.
 *
 * @since 0.1.0
 */
export * as Exchange from "./Exchange.js"
export * as Fault from "./Fault.js"
export * as Fixtures from "./Fixtures.js"
export * as Precedence from "./Precedence.js"
export * as Quota from "./Quota.js"
export * as Sandbox from "./Sandbox.js"
export * as SandboxApi from "./SandboxApi.js"
export * as SandboxFetch from "./SandboxFetch.js"
export * as SandboxHttpClient from "./SandboxHttpClient.js"
export * as Toxic from "./Toxic.js"
export type * as World from "./World.js"
