/** The ways to delete many links. */
import type { DeleteLinkError } from "@effect-userplane/core/DeleteLinkError"
import { deleteLink, deleteLinks, type LinkRef } from "@effect-userplane/core/Links"
import * as Quota from "@effect-userplane/core/Quota"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import type { Userplane } from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const concurrency = 8

/** How many of the links were deleted. */
export type Way = (links: ReadonlyArray<LinkRef>) => Effect.Effect<number, unknown, Userplane>

const underQuota: Way = (links) =>
  deleteLinks(links, { concurrency }).pipe(
    Stream.filter(({ _tag }) => _tag === "Deleted"),
    Stream.runCount,
    Effect.provide(Quota.layerDocumented)
  )

const patient = RetryPolicy.exponential({ maxAttempts: Number.MAX_SAFE_INTEGER, totalTimeout: "365 days" })

/** Each request by itself: asked again after an exponential backoff of at most half a minute, until it is answered. */
const backoff: Way = (links) =>
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

export const ways: { readonly [name: string]: Way } = { deleteLinks: underQuota, "backoff a request": backoff }
