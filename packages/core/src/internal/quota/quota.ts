import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Stream from "effect/Stream"

/**
 * The service cannot be reached: several requests in a row, for more than one link, were not answered (no connection, no
 * reply), or only by a gateway (502, 503, 504).
 *
 * @since 0.1.0
 * @category models
 */
export interface Outage {
  /** When the first of these requests was sent. */
  readonly since: DateTime.Utc
  /** What became of the last of them. */
  readonly message: string
  /** The status of the gateway's answer, where there was one. */
  readonly status?: number | undefined
}

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
   * - `Outage`: the service cannot be reached, and one request at a time asks whether it can, with growing pauses.
   * - `Probe`: the pause is over, and the requests that were sent first are to be answered before more follow.
   */
  readonly reason: "Window" | "Pause" | "Outage" | "Probe"
  /** The window that is full. */
  readonly window?: { readonly limit: number; readonly duration: Duration.Duration }
  /** The outage, where that is the reason. */
  readonly outage?: Outage
  /** When the wait ends; absent while that depends on an answer. */
  readonly until?: DateTime.Utc
  /** How many requests wait: none where the only one is asking whether an outage is over. */
  readonly waiting: number
}

/**
 * What a request without an answer may be a sign of: an outage, or trouble with its link alone.
 *
 * @since 0.1.0
 * @category models
 */
export interface Suspicion {
  /** Whether it is an outage; `undefined` while that is not known. */
  readonly isOutage: () => boolean | undefined
  /** Waits until that is known: by the next answer, or by a request for another link that is not answered either. */
  readonly verdict: Effect.Effect<boolean>
  /**
   * Says that there is no other link to ask for: several requests without an answer are then an outage, though all of
   * them were for one link.
   */
  readonly noOtherLink: Effect.Effect<void>
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
  /** Says that the request certainly did not leave: it does not count. */
  readonly unsent: Effect.Effect<void>
  /**
   * Says that nobody answered, or only a gateway. When that was an outage, nothing starts but one request at a time, with
   * growing pauses, until one is answered.
   */
  readonly unanswered: (options: {
    /** The link that was asked for. */
    readonly subject: string
    readonly message: string
    readonly status?: number | undefined
    /** How long the server asked to wait. */
    readonly retryAfter?: Duration.DurationInput | undefined
  }) => Effect.Effect<Suspicion>
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
