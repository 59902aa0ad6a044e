/**
 * The sandbox as a web-standard `fetch`, without a socket: for tests of a client for any Effect, or for none. What
 * `Sandbox` controls by effects, it controls by plain functions.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import * as Fault from "./Fault.js"
import * as WebFetch from "./internal/http/webFetch.js"
import * as WebHandler from "./internal/http/webHandler.js"
import { type PlainClock, toClock } from "./internal/plainClock.js"
import * as Sandbox from "./Sandbox.js"
import type { Key } from "./World.js"

/**
 * A clock that can be given: that of a test, for instance.
 *
 * @since 0.1.0
 * @category models
 */
export type { PlainClock as Clock } from "./internal/plainClock.js"

/**
 * A key with its secret as a plain string.
 *
 * @since 0.1.0
 * @category models
 */
export interface PlainKey {
  readonly keyId: string
  readonly userId: string
  /** The key itself. A rotation gives the same `keyId` another key. */
  readonly key: string
}

/**
 * A key to be added to a user.
 *
 * @since 0.1.0
 * @category options
 */
export interface PlainKeyOptions {
  readonly userId: string
  /** Default: from the seed. */
  readonly keyId?: string | undefined
  /** The key itself. Default: from the seed. */
  readonly key?: string | undefined
  /** The time the key is valid from now: a text such as `"90 days"`, or milliseconds. Default: for ever. */
  readonly lifetime?: Duration.DurationInput | undefined
}

/**
 * An operation of a sandbox as a plain function.
 *
 * @since 0.1.0
 * @category models
 */
export type Plain<Operation> =
  Operation extends Effect.Effect<infer A>
    ? () => A
    : Operation extends (...args: infer Args) => Effect.Effect<infer A>
      ? (...args: Args) => A
      : never

/**
 * The operations of a sandbox as plain functions. What a sandbox dies with, they throw.
 *
 * @since 0.1.0
 * @category models
 */
export type Control = {
  readonly [Name in keyof Sandbox.SandboxService as Exclude<
    Name,
    "addFault" | "addKey" | "exchange" | "rotateKey"
  >]: Plain<Sandbox.SandboxService[Name]>
} & {
  /** Adds a key of a user. */
  readonly addKey: (options: PlainKeyOptions) => PlainKey
  /** Gives a key another secret. The previous one is invalid at once. */
  readonly rotateKey: (keyId: string) => PlainKey
  /** Adds a fault, as JSON, for coming requests. */
  readonly addFault: (fault: Fault.FaultJson, target?: Fault.Target) => void
}

/**
 * A sandbox with its `fetch`.
 *
 * @since 0.1.0
 * @category models
 */
export type SandboxFetch = Control & { readonly fetch: typeof globalThis.fetch }

/**
 * The clock that the sandbox lives by.
 *
 * @since 0.1.0
 * @category options
 */
export interface ClockOptions {
  /** The clock of the quota, of keys that expire, and of slow responses. Default: `Date.now` and `setTimeout`. */
  readonly clock?: PlainClock | undefined
}

/**
 * The seed, the quota and the clock of a sandbox.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options extends Sandbox.Options, ClockOptions {}

const runtimeAt = (clock: PlainClock | undefined): Runtime.Runtime<never> => {
  const runtime = Effect.runtime<never>()
  return Effect.runSync(clock === undefined ? runtime : Effect.withClock(runtime, toClock(clock)))
}

/**
 * Makes the `fetch` of a sandbox. Its requests all go to the sandbox, whatever their host, and it behaves as the one of Node
 * towards `SandboxServer`: redirects, an aborted signal, a connection that breaks, and a response that never arrives.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromSandbox = (sandbox: Sandbox.SandboxService, { clock }: ClockOptions = {}): typeof globalThis.fetch =>
  WebFetch.make(Effect.runSync(Effect.provideService(WebHandler.make(runtimeAt(clock)), Sandbox.Sandbox, sandbox)))

const plainKey = ({ key, keyId, userId }: Key): PlainKey => ({ keyId, userId, key: Redacted.value(key) })

const decodeFault = Schema.decodeSync(Fault.Fault)

const assemble = (sandbox: Sandbox.SandboxService, clock: PlainClock | undefined): SandboxFetch => {
  const runtime = runtimeAt(clock)
  const run = <A>(operation: Effect.Effect<A>): A => {
    const exit = Runtime.runSyncExit(runtime)(operation)
    if (Exit.isSuccess(exit)) return exit.value
    throw Cause.squash(exit.cause)
  }
  return {
    fetch: fromSandbox(sandbox, { clock }),
    addUser: (options) => run(sandbox.addUser(options)),
    addKey: ({ key, ...options }) =>
      plainKey(run(sandbox.addKey({ ...options, key: key === undefined ? undefined : Redacted.make(key) }))),
    expireKey: (keyId) => run(sandbox.expireKey(keyId)),
    disableKey: (keyId) => run(sandbox.disableKey(keyId)),
    enableKey: (keyId) => run(sandbox.enableKey(keyId)),
    rotateKey: (keyId) => plainKey(run(sandbox.rotateKey(keyId))),
    addWorkspace: (options) => run(sandbox.addWorkspace(options)),
    setRole: (workspaceId, userId, role) => run(sandbox.setRole(workspaceId, userId, role)),
    removeMember: (workspaceId, userId) => run(sandbox.removeMember(workspaceId, userId)),
    removeWorkspace: (workspaceId) => run(sandbox.removeWorkspace(workspaceId)),
    addLink: (options) => run(sandbox.addLink(options)),
    addLinks: (count, options) => run(sandbox.addLinks(count, options)),
    addFault: (fault, target) => run(sandbox.addFault(decodeFault(fault), target)),
    clearFaults: () => run(sandbox.clearFaults),
    link: (linkId) => run(sandbox.link(linkId)),
    snapshot: () => run(sandbox.snapshot),
    requests: () => run(sandbox.requests),
    clearRequests: () => run(sandbox.clearRequests),
    reset: () => run(sandbox.reset)
  }
}

/**
 * Makes a sandbox with the standard world, which `Fixtures` describes.
 *
 * @example
 * ```ts
 * import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
 * import * as SandboxFetch from "@effect-userplane/sandbox/SandboxFetch"
 *
 * const sandbox = SandboxFetch.make({ seed: 7 })
 * sandbox.addFault({ _tag: "LostReply" }, { linkId: Fixtures.links.deletable })
 *
 * const url = `https://api.userplane.io/api/v1/public/workspace/${Fixtures.workspaces.main}/links/${Fixtures.links.gone}`
 * const headers = { authorization: `Bearer ${Fixtures.plainKeys.member}` }
 * const response = await sandbox.fetch(url, { method: "DELETE", headers }) // 410
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({ clock, ...options }: Options = {}): SandboxFetch => assemble(Sandbox.make(options), clock)

/**
 * Makes a sandbox with nothing in it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeEmpty = ({ clock, ...options }: Options = {}): SandboxFetch =>
  assemble(Sandbox.makeEmpty(options), clock)
