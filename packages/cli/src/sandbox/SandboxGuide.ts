/**
 * The standard world of the sandbox, explained to a newcomer.
 *
 * @since 0.1.0
 */
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import type { Explained } from "../terminal/Columns.js"

const explain = <K extends string>(
  ids: Record.ReadonlyRecord<K, string>,
  meanings: { readonly [P in NoInfer<K>]: string }
) => Record.collect(ids, (name, id) => [id, meanings[name]] as const)

/**
 * The keys with their secrets: they are good for the sandbox only, and known to everybody.
 *
 * @since 0.1.0
 * @category fixtures
 */
export const keys = Record.map(Fixtures.keys, Redacted.value)

/**
 * @since 0.1.0
 * @category documentation
 */
export const explainedKeys: Explained = explain(keys, {
  owner: "may delete every link of the workspace",
  admin: "may delete every link of the workspace",
  member: "may delete the links that its user created",
  outsider: "is no member of the workspace",
  expired: "has expired",
  disabled: "is disabled",
  rotated: "was rotated, and is invalid since"
})

/**
 * @since 0.1.0
 * @category documentation
 */
export const explainedWorkspaces: Explained = explain(Fixtures.workspaces, {
  main: "the one to try things in",
  other: "another one with the same owner and member",
  removed: "was removed",
  foreign: "has none of them as a member but the outsider",
  unknown: "never existed"
})

/**
 * Explains the links of the sandbox: the outcome of each for a member of the main workspace.
 *
 * @since 0.1.0
 * @category documentation
 */
export const explainedLinks: Explained = explain(Fixtures.links, {
  deletable: "can be deleted",
  gone: "was deleted before",
  forbidden: "was created by somebody else, so that only owner and admin may delete it",
  elsewhere: "belongs to another workspace",
  unknown: "never existed",
  busy: "can be deleted, after a 503 and a 429",
  lostReply: "can be deleted, but the first response is lost",
  removed: "belongs to a workspace that was removed",
  foreign: "belongs to a workspace of strangers"
})
