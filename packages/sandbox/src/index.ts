/**
 * Everything but `SandboxServer`, which needs Node and is the entry `@effect-userplane/sandbox/SandboxServer`.
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
export * as SandboxHttpClient from "./SandboxHttpClient.js"
export type * as World from "./World.js"
