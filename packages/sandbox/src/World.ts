/**
 * The content of a Userplane: users, keys, workspaces with members, and links.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"

/**
 * The role of a member of a workspace. Owners and admins may delete any of its links, members those that they created.
 *
 * @since 0.1.0
 * @category models
 */
export type Role = "owner" | "admin" | "member"

/**
 * A user, who has keys and, shared by all of them, one quota.
 *
 * @since 0.1.0
 * @category models
 */
export interface User {
  readonly userId: string
  readonly name: string
}

/**
 * A user to be added.
 *
 * @since 0.1.0
 * @category options
 */
export interface UserOptions {
  /** Default: from the seed. */
  readonly userId?: string | undefined
  /** Default: from the seed. */
  readonly name?: string | undefined
}

/**
 * A key with its secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface Key {
  readonly keyId: string
  readonly userId: string
  /** The key itself. A rotation gives the same `keyId` another key. */
  readonly key: Redacted.Redacted
}

/**
 * A key to be added to a user.
 *
 * @since 0.1.0
 * @category options
 */
export interface KeyOptions {
  readonly userId: string
  /** Default: from the seed. */
  readonly keyId?: string | undefined
  /** The key itself. Default: from the seed. */
  readonly key?: Redacted.Redacted | undefined
  /** The time the key is valid from now. Default: for ever. */
  readonly lifetime?: Duration.DurationInput | undefined
}

/**
 * The status of a key as of now.
 *
 * @since 0.1.0
 * @category models
 */
export type KeyStatus = "Active" | "Expired" | "Disabled"

/**
 * A workspace and its members as of now.
 *
 * @since 0.1.0
 * @category models
 */
export interface Workspace {
  readonly workspaceId: string
  readonly title: string
  readonly removed: boolean
  readonly members: ReadonlyArray<Member>
}

/**
 * A workspace to be added.
 *
 * @since 0.1.0
 * @category options
 */
export interface WorkspaceOptions {
  /** Default: from the seed. */
  readonly workspaceId?: string | undefined
  /** Default: from the seed. */
  readonly title?: string | undefined
  /** The members by their user ids. */
  readonly members: Readonly<Record<string, Role>>
}

/**
 * A user in a workspace, with the role that decides whose links may be deleted.
 *
 * @since 0.1.0
 * @category models
 */
export interface Member {
  readonly workspaceMemberId: string
  readonly userId: string
  readonly role: Role
}

/**
 * A link as the sandbox keeps it. One that was deleted stays, with the time of its deletion.
 *
 * @since 0.1.0
 * @category models
 */
export interface Link {
  readonly linkId: string
  readonly workspaceId: string
  /** The user who created the link. */
  readonly creatorId: string
  readonly title: string
  /** In milliseconds since the epoch. */
  readonly createdAt: number
  /** In milliseconds since the epoch; `undefined` while the link is not deleted. */
  readonly deletedAt: number | undefined
}

/**
 * A link to be added.
 *
 * @since 0.1.0
 * @category options
 */
export interface LinkOptions {
  readonly workspaceId: string
  /** A member of the workspace. */
  readonly creatorId: string
  /** Default: from the seed. */
  readonly linkId?: string | undefined
  /** Default: from the seed. */
  readonly title?: string | undefined
  /** Adds a link that is already deleted. Default: `false`. */
  readonly deleted?: boolean | undefined
}

/**
 * A request that the sandbox received. It holds no header, so it cannot show a key.
 *
 * @since 0.1.0
 * @category models
 */
export interface SeenRequest {
  /** The time it arrived, in milliseconds since the epoch. */
  readonly at: number
  readonly method: string
  /** The path as it was sent, without the query. */
  readonly path: string
  /** The status of the response; `undefined` where there is none yet, or never will be. */
  readonly status: number | undefined
  /** The tag of the fault that affected it. */
  readonly fault: string | undefined
}

/**
 * The whole world as of now. It holds no key.
 *
 * @since 0.1.0
 * @category models
 */
export interface Snapshot {
  readonly users: ReadonlyArray<User & { readonly quota: ReadonlyArray<QuotaUse> }>
  readonly keys: ReadonlyArray<{ readonly keyId: string; readonly userId: string; readonly status: KeyStatus }>
  readonly workspaces: ReadonlyArray<Workspace>
  readonly links: ReadonlyArray<Link>
}

/**
 * The use of a window of the quota as of now.
 *
 * @since 0.1.0
 * @category models
 */
export interface QuotaUse {
  readonly limit: number
  /** The length of the window in milliseconds. */
  readonly millis: number
  readonly used: number
}
