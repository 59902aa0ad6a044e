/**
 * The options of a bulk deletion.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { DeleteOutcome, InFlight } from "./DeleteOutcome.js"

/**
 * The options of `deleteLinks`.
 *
 * @since 0.1.0
 * @category options
 */
export interface DeleteLinksOptions {
  /** The number of links that may be under way at a time: a whole number from 1. Default: 8. */
  readonly concurrency?: number | undefined
  /**
   * An effect whose end, in whatever way, stops the run: nothing more is sent, what is in flight is finished and
   * reported, and the stream ends. Default: never.
   */
  readonly stop?: Effect.Effect<unknown, unknown> | undefined
  /**
   * The time to wait for the end of an outage: after that the run fails with `RunStopped`, and its pending links are not
   * reported. Default: for ever.
   */
  readonly giveUpAfter?: Duration.Input | undefined
  /**
   * Called when the stream is given up before its end, with the links that were sent and not reported: each with its outcome
   * where it was known, and as `InFlight` where the request was under way. Default: does nothing.
   */
  readonly unreported?: ((links: ReadonlyArray<DeleteOutcome | InFlight>) => Effect.Effect<void>) | undefined
}
