/**
 * The log of the permits of a quota that several processes share, wherever it is kept: `SharedQuota` makes a quota of it.
 *
 * Only the clock of the log counts. A permit counts from the time when it is taken until a window after its end. One whose
 * process died counts as ended when its lease runs out.
 *
 * @since 0.1.0
 */
import type { SavedQuota } from "@effect-userplane/protocol/QuotaState"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"

/**
 * The log cannot be reached, or does not answer in time.
 *
 * @since 0.1.0
 * @category errors
 */
export class PermitLogUnavailable extends Data.TaggedError("PermitLogUnavailable")<{
  readonly message: string
  readonly cause?: unknown
}> {}

/**
 * A permit that is asked for.
 *
 * @since 0.1.0
 * @category models
 */
export interface Wanted {
  /** A UUID. A permit that is asked for again, because the answer was lost, is the same permit. */
  readonly id: string
  /** The time by which its request has ended, from now, even if nobody says so. */
  readonly lease: Duration.Duration
}

/**
 * The reason why a permit cannot be had.
 *
 * - `Window`: a window is full. `opensIn` is absent while that depends on a request that has not ended.
 * - `Pause`: a process of this user has met a 429.
 *
 * @since 0.1.0
 * @category models
 */
export type Refusal =
  | {
      readonly reason: "Window"
      readonly window: { readonly limit: number; readonly duration: Duration.Duration }
      readonly opensIn?: Duration.Duration | undefined
    }
  | { readonly reason: "Pause"; readonly endsIn: Duration.Duration }

/**
 * The use of a quota by all of its processes.
 *
 * @since 0.1.0
 * @category models
 */
export interface Used {
  readonly saved: SavedQuota
  /** The time by the clock of the log, in milliseconds since the epoch. */
  readonly now: number
}

/**
 * The log of the permits of one user. Each of its operations is atomic, whichever processes use it at the same time.
 *
 * @since 0.1.0
 * @category models
 */
export interface PermitLog {
  /** Takes a permit if every window has room and there is no pause; otherwise says why not. */
  readonly take: (wanted: Wanted) => Effect.Effect<Refusal | undefined, PermitLogUnavailable>
  /** Ends a permit: its request has ended. */
  readonly end: (id: string) => Effect.Effect<void, PermitLogUnavailable>
  /** Takes a permit back, since its request was never sent: it does not count. */
  readonly cancel: (id: string) => Effect.Effect<void, PermitLogUnavailable>
  /** Pauses all processes for so long from now, unless they pause for longer. */
  readonly pause: (duration: Duration.Duration) => Effect.Effect<void, PermitLogUnavailable>
  readonly used: Effect.Effect<Used, PermitLogUnavailable>
}
