/** The strategies for deleting many links. */
import type { DeleteLinkError } from "@effect-userplane/core/DeleteLinkError"
import { deleteLink, deleteLinks, type LinkRef } from "@effect-userplane/core/Links"
import * as Quota from "@effect-userplane/core/Quota"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import type { Userplane } from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const concurrency = 8

/** Deletes the links, for how many of them were deleted. */
export type Strategy = (links: ReadonlyArray<LinkRef>) => Effect.Effect<number, unknown, Userplane>

const underQuota: Strategy = (links) =>
  deleteLinks(links, { concurrency }).pipe(
    Stream.filter(({ _tag }) => _tag === "Deleted"),
    Stream.runCount,
    Effect.provide(Quota.layerDocumented)
  )

const patient = RetryPolicy.exponential({ maxAttempts: Number.MAX_SAFE_INTEGER, totalTimeout: "365 days" })

/** Retries each request by itself, after an exponential backoff of at most half a minute, until it succeeds or fails for good. */
const backoff: Strategy = (links) =>
  Effect.forEach(
    links,
    (link) =>
      deleteLink(link).pipe(
        RetryPolicy.within(patient),
        Effect.as(1),
        Effect.catchAll((_: DeleteLinkError) => Effect.succeed(0))
      ),
    { concurrency }
  ).pipe(Effect.map((deleted) => deleted.reduce((sum, one) => sum + one, 0)))

export const strategies: { readonly [name: string]: Strategy } = {
  deleteLinks: underQuota,
  "backoff a request": backoff
}
