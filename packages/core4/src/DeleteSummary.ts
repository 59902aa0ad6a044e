/**
 * The summary of a bulk deletion.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Sink from "effect/Sink"
import type { DeleteOutcome } from "./DeleteOutcome.js"
import { DurationFromMillis } from "./internal/model/durationFromMillis.js"

const Count = Schema.Natural

/**
 * The summary of the outcomes of many links. It can be encoded as JSON.
 *
 * @since 0.1.0
 * @category models
 */
export class DeleteSummary extends Schema.Class<DeleteSummary>("@effect-userplane/core4/DeleteSummary")({
  /** The number of links that were reported. */
  links: Count,
  /** The number of links that had each outcome. */
  outcomes: Schema.Struct({ Deleted: Count, AlreadyGone: Count, Failed: Count }),
  /** The number of deleted links by their confirmation. */
  confirmations: Schema.Struct({ Reply: Count, GoneAfterLostReply: Count }),
  /** The number of links that failed, by the tag of their failure. */
  failures: Schema.Record(Schema.String, Count),
  /** The number of requests that were sent. */
  requests: Count,
  /** The number of them that were not the first one for their link in this run. */
  retries: Count,
  /**
   * The time requests waited for the quota, added up. Several wait at the same time, so it may exceed the whole run.
   */
  waited: DurationFromMillis,
  /** The time when the first link was started. */
  first: Schema.OptionFromOptionalKey(Schema.DateTimeUtcFromString),
  /** The time when the last outcome was known. */
  last: Schema.OptionFromOptionalKey(Schema.DateTimeUtcFromString)
}) {}

/**
 * The summary of no link.
 *
 * @since 0.1.0
 * @category constructors
 */
export const empty: DeleteSummary = new DeleteSummary({
  links: 0,
  outcomes: { Deleted: 0, AlreadyGone: 0, Failed: 0 },
  confirmations: { Reply: 0, GoneAfterLostReply: 0 },
  failures: {},
  requests: 0,
  retries: 0,
  waited: Duration.zero,
  first: Option.none(),
  last: Option.none()
})

const confirmationsWith = (summary: DeleteSummary, outcome: DeleteOutcome): DeleteSummary["confirmations"] => {
  if (outcome._tag !== "Deleted") return summary.confirmations
  const { confirmation } = outcome.link
  return { ...summary.confirmations, [confirmation]: summary.confirmations[confirmation] + 1 }
}

const failuresWith = (summary: DeleteSummary, outcome: DeleteOutcome): DeleteSummary["failures"] => {
  if (outcome._tag !== "Failed") return summary.failures
  const { _tag } = outcome.error
  return { ...summary.failures, [_tag]: (summary.failures[_tag] ?? 0) + 1 }
}

const pick = (choose: typeof DateTime.min, before: Option.Option<DateTime.Utc>, at: DateTime.Utc) =>
  Option.some(Option.match(before, { onNone: () => at, onSome: (before) => choose(before, at) }))

/**
 * The summary with one more outcome.
 *
 * @since 0.1.0
 * @category combinators
 */
export const add = (summary: DeleteSummary, outcome: DeleteOutcome): DeleteSummary =>
  new DeleteSummary(
    {
      links: summary.links + 1,
      outcomes: { ...summary.outcomes, [outcome._tag]: summary.outcomes[outcome._tag] + 1 },
      confirmations: confirmationsWith(summary, outcome),
      failures: failuresWith(summary, outcome),
      requests: summary.requests + outcome.requests,
      retries: summary.retries + Math.max(0, outcome.requests - 1),
      waited: Duration.sum(summary.waited, outcome.waited),
      first: pick(DateTime.min, summary.first, outcome.startedAt),
      last: pick(DateTime.max, summary.last, outcome.endedAt)
    },
    { disableChecks: true }
  )

/**
 * Sums up the outcomes of a run.
 *
 * @example
 * ```ts
 * import * as DeleteSummary from "@effect-userplane/core4/DeleteSummary"
 * import { deleteLinks, type LinkRef } from "@effect-userplane/core4/Links"
 * import * as Stream from "effect/Stream"
 *
 * const cleanUp = (links: Iterable<LinkRef>) => deleteLinks(links).pipe(Stream.run(DeleteSummary.sink))
 * ```
 *
 * @since 0.1.0
 * @category sinks
 */
export const sink: Sink.Sink<DeleteSummary, DeleteOutcome> = /* @__PURE__ */ Sink.reduce(() => empty, add)
