/**
 * The users, keys, workspaces and links of the standard world, which `Sandbox.layer` starts with.
 *
 * @since 0.1.0
 */
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"

/**
 * The keys as plain strings, for clients that know nothing of this Effect. None of them is a secret: they are valid in the
 * sandbox only.
 *
 * `expired` and `disabled` belong to the owner. `rotated` is the key that the member had before a rotation.
 *
 * @since 0.1.0
 * @category fixtures
 */
export const plainKeys = {
  owner: "uspl_sandbox_owner",
  admin: "uspl_sandbox_admin",
  member: "uspl_sandbox_member",
  outsider: "uspl_sandbox_outsider",
  expired: "uspl_sandbox_expired",
  disabled: "uspl_sandbox_disabled",
  rotated: "uspl_sandbox_rotated"
} as const

/**
 * The same keys, `Redacted`.
 *
 * @since 0.1.0
 * @category fixtures
 */
export const keys = Record.map(plainKeys, (key) => Redacted.make<string>(key))

/**
 * The prefix of the keys that a sandbox generates.
 *
 * @since 0.1.0
 * @category fixtures
 */
export const keyPrefix = "uspl_sandbox_"

/**
 * The ids of the keys, to expire, disable or rotate them.
 *
 * @since 0.1.0
 * @category fixtures
 */
export const keyIds = {
  owner: "key_demo_owner",
  admin: "key_demo_admin",
  member: "key_demo_member",
  outsider: "key_demo_outsider",
  expired: "key_demo_expired",
  disabled: "key_demo_disabled"
} as const

/**
 * The users. The first three are members of `main`, with the role in their name.
 *
 * @since 0.1.0
 * @category fixtures
 */
export const users = {
  owner: "usr_demo_owner",
  admin: "usr_demo_admin",
  member: "usr_demo_member",
  outsider: "usr_demo_outsider"
} as const

/**
 * The workspaces.
 *
 * - `main`: of owner, admin and member.
 * - `other`: of owner and member.
 * - `removed`: of owner and member, and removed.
 * - `foreign`: of the outsider alone.
 * - `unknown`: there is no such workspace.
 *
 * @since 0.1.0
 * @category fixtures
 */
export const workspaces = {
  main: "ws_demo_main",
  other: "ws_demo_other",
  removed: "ws_demo_removed",
  foreign: "ws_demo_foreign",
  unknown: "ws_demo_unknown"
} as const

/**
 * The links with a name. Their descriptions hold for the member's key and, unless said otherwise, in `main`.
 *
 * - `deletable`: created by the member; it can be deleted.
 * - `gone`: already deleted.
 * - `forbidden`: created by the owner, so that only owner and admin may delete it.
 * - `elsewhere`: belongs to `other`.
 * - `unknown`: there is no such link.
 * - `busy`: can be deleted, but the first request for it gets a 503 and the next a 429 with `Retry-After: 1`.
 * - `lostReply`: can be deleted, but the response to the first request is lost.
 * - `removed`: belongs to the workspace `removed`.
 * - `foreign`: belongs to the workspace `foreign`.
 *
 * @since 0.1.0
 * @category fixtures
 */
export const links = {
  deletable: "lnk_demo_deletable",
  gone: "lnk_demo_gone",
  forbidden: "lnk_demo_forbidden",
  elsewhere: "lnk_demo_elsewhere",
  unknown: "lnk_demo_unknown",
  busy: "lnk_demo_busy",
  lostReply: "lnk_demo_lost_reply",
  removed: "lnk_demo_removed",
  foreign: "lnk_demo_foreign"
} as const

/**
 * The number of links without a name in `main`, half of them created by the owner and half by the member. Their ids and
 * titles come from the seed.
 *
 * @since 0.1.0
 * @category fixtures
 */
export const unnamedLinks = 24
