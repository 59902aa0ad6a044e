/**
 * A local Userplane that behaves as documented: users, keys, workspaces, links, soft deletion, the quota, and faults on
 * demand. It knows nothing of HTTP: `SandboxHttpClient` and `SandboxServer` pass requests to it.
 *
 * It reads the time from the `Clock`, so a `TestClock` controls it. Everything random comes from a seed.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Request, Response } from "./Exchange.js"
import type { Fault, Target } from "./Fault.js"
import * as Machine from "./internal/service.js"
import * as StandardWorld from "./internal/world/standardWorld.js"
import type { Fill } from "./internal/world/world.js"
import * as Quota from "./Quota.js"
import type {
  Key,
  KeyOptions,
  Link,
  LinkOptions,
  Role,
  SeenRequest,
  Snapshot,
  User,
  UserOptions,
  Workspace,
  WorkspaceOptions
} from "./World.js"

/**
 * The operations of a sandbox. Building an inconsistent world, such as a link of a workspace that does not exist, dies with an
 * `IllegalArgumentException` that says what is wrong.
 *
 * @since 0.1.0
 * @category models
 */
export interface SandboxService {
  /** Adds a user. */
  readonly addUser: (options?: UserOptions) => Effect.Effect<User>
  /** Adds a key of a user. */
  readonly addKey: (options: KeyOptions) => Effect.Effect<Key>
  /** Expires a key now. */
  readonly expireKey: (keyId: string) => Effect.Effect<void>
  /** Disables a key: every later request with it gets `API_KEY_DISABLED`. */
  readonly disableKey: (keyId: string) => Effect.Effect<void>
  /** Enables a key that was disabled. */
  readonly enableKey: (keyId: string) => Effect.Effect<void>
  /** Gives a key another secret. The previous one is invalid at once. */
  readonly rotateKey: (keyId: string) => Effect.Effect<Key>
  /** Adds a workspace with its members. */
  readonly addWorkspace: (options: WorkspaceOptions) => Effect.Effect<Workspace>
  /** Adds a user to a workspace, or gives a member another role. */
  readonly setRole: (workspaceId: string, userId: string, role: Role) => Effect.Effect<void>
  /** Removes a user from a workspace. The links that the user created stay. */
  readonly removeMember: (workspaceId: string, userId: string) => Effect.Effect<void>
  /** Removes a workspace: every later request for it gets `WORKSPACE_GONE`. */
  readonly removeWorkspace: (workspaceId: string) => Effect.Effect<void>
  /** Adds a link. */
  readonly addLink: (options: LinkOptions) => Effect.Effect<Link>
  /** Adds that many links, with ids and titles from the seed. */
  readonly addLinks: (
    count: number,
    options: Omit<LinkOptions, "linkId" | "title">
  ) => Effect.Effect<ReadonlyArray<Link>>
  /** Adds a fault for coming requests. */
  readonly addFault: (fault: Fault, target?: Target) => Effect.Effect<void>
  /** Removes the faults that are still waiting. */
  readonly clearFaults: Effect.Effect<void>
  /** Returns a link, deleted or not; `undefined` if none ever existed. */
  readonly link: (linkId: string) => Effect.Effect<Link | undefined>
  /** The whole world as of now, without any key. */
  readonly snapshot: Effect.Effect<Snapshot>
  /** The requests received, the oldest first: at least the last 100,000. */
  readonly requests: Effect.Effect<ReadonlyArray<SeenRequest>>
  readonly clearRequests: Effect.Effect<void>
  /** Starts over: the world as the layer made it, no requests, no used quota. */
  readonly reset: Effect.Effect<void>
  /**
   * Handles a request. A slow response takes its time on the `Clock`; an interrupt before the request is carried out leaves
   * everything as it was.
   */
  readonly exchange: (request: Request) => Effect.Effect<Response>
}

/**
 * The local Userplane that requests are answered by, however they are sent.
 *
 * @since 0.1.0
 * @category tags
 */
export class Sandbox extends Context.Tag("@effect-userplane/sandbox/Sandbox")<Sandbox, SandboxService>() {}

/**
 * The seed and the quota of a sandbox.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** The seed of ids, titles and the probabilities of faults. Default: 1. */
  readonly seed?: number | undefined
  /** Default: 120 requests a minute and 10,000 a day, in fixed windows, without a retry-after. */
  readonly quota?: Quota.Options | undefined
}

const assemble = ({ quota, seed = 1 }: Options, fill: Fill): SandboxService =>
  Machine.make(Quota.rules(quota), seed, fill)

/**
 * A sandbox with the standard world, which `Fixtures` describes.
 *
 * @example
 * ```ts
 * import { deleteLink } from "@effect-userplane/core/Links"
 * import * as Userplane from "@effect-userplane/core/Userplane"
 * import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
 * import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
 * import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const UserplaneSandbox = Userplane.layer({ apiKey: Fixtures.keys.member }).pipe(
 *   Layer.provide(SandboxHttpClient.layer),
 *   Layer.provide(Sandbox.layer({ seed: 7 }))
 * )
 *
 * const program = deleteLink({
 *   workspaceId: Fixtures.workspaces.main,
 *   linkId: Fixtures.links.deletable
 * }).pipe(Effect.provide(UserplaneSandbox))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<Sandbox> => Layer.sync(Sandbox, () => make(options))

/**
 * A sandbox with nothing in it.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerEmpty = (options: Options = {}): Layer.Layer<Sandbox> => Layer.sync(Sandbox, () => makeEmpty(options))

/**
 * A sandbox with the standard world.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): SandboxService => assemble(options, StandardWorld.fill)

/**
 * A sandbox with nothing in it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeEmpty = (options: Options = {}): SandboxService => assemble(options, () => {})
