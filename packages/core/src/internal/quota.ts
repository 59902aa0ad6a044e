import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Stream from "effect/Stream"

/**
 * What is waited for.
 *
 * @since 0.1.0
 * @category models
 */
export interface Wait {
  /**
   * - `Window`: a window of the quota is full.
   * - `Pause`: the server has refused a request for its quota.
   * - `Probe`: the pause is over, and the requests that were sent first are to be answered before more follow.
   */
  readonly reason: "Window" | "Pause" | "Probe"
  /** The window that is full. */
  readonly window?: { readonly limit: number; readonly duration: Duration.Duration }
  /** When the wait ends; absent while that depends on an answer. */
  readonly until?: DateTime.Utc
  /** How many requests wait. */
  readonly waiting: number
}

/**
 * A permit for one request.
 *
 * @since 0.1.0
 * @category models
 */
export interface Permit {
  /** How long it was waited for. */
  readonly waited: Duration.Duration
  /**
   * Says that the server has refused the request for its quota (429): nothing starts before the time that the server
   * asked to wait, or before the backoff when it asked for less.
   */
  readonly refused: (options: {
    readonly retryAfter?: Duration.DurationInput | undefined
    /** Default: 1 second. */
    readonly backoff?: Duration.DurationInput | undefined
  }) => Effect.Effect<void>
}

/**
 * The quota that requests are sent under.
 *
 * @since 0.1.0
 * @category tags
 */
export class Quota extends Context.Tag("@effect-userplane/core/Quota")<
  Quota,
  {
    readonly windows: ReadonlyArray<{ readonly limit: number; readonly duration: Duration.Duration }>
    /** Waits for a permit, first come first served, and makes one request with it. */
    readonly permit: <A, E, R>(use: (permit: Permit) => Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
    /** What is waited for now, if anything is. */
    readonly wait: Effect.Effect<Option.Option<Wait>>
    /** What is waited for now, and every change of it. */
    readonly waits: Stream.Stream<Option.Option<Wait>>
    /** When so many more requests could have started at the earliest, were each answered at once. */
    readonly forecast: (requests: number) => Effect.Effect<DateTime.Utc>
  }
>() {}
