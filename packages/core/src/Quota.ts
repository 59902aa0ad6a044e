/**
 * The quota that requests are sent under: a sliding log, so that no window of any kind ever sees more than its limit.
 *
 * A request counts from its start until one window after its end, because the server counts it somewhere in between. One
 * 429 pauses everything, and what was paused continues one after the other.
 *
 * @since 0.1.0
 */
import * as QuotaWindow from "@effect-userplane/protocol/QuotaWindow"
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type * as Stream from "effect/Stream"
import { pacerOf } from "./internal/quota/pacer.js"
import { make } from "./internal/quota/service.js"

/**
 * A window of the quota.
 *
 * @since 0.1.0
 * @category models
 */
export interface Window {
  /** The number of requests that may start in any window of this duration: a whole number from 1. */
  readonly limit: number
  /** More than nothing, and finite. */
  readonly duration: Duration.DurationInput
}

/**
 * The service cannot be reached: several requests in a row, for more than one link, were not answered (no connection, no
 * response), or only by a gateway (502, 503, 504). Or the log of a quota that processes share cannot be reached, and the
 * message says so.
 *
 * @since 0.1.0
 * @category models
 */
export interface Outage {
  /** The time when the first of these requests was sent. */
  readonly since: DateTime.Utc
  /** The reason why the last of them was not answered. */
  readonly message: string
  /** The status of the gateway's answer, where there was one. */
  readonly status?: number | undefined
}

/**
 * The reason why requests wait.
 *
 * @since 0.1.0
 * @category models
 */
export interface Wait {
  /**
   * - `Window`: a window of the quota is full.
   * - `Pause`: the server has answered 429.
   * - `Outage`: the service cannot be reached, and one request at a time asks whether it can, with growing pauses.
   * - `Probe`: the pause is over, and the requests that were sent first are to be answered before more follow.
   */
  readonly reason: "Window" | "Pause" | "Outage" | "Probe"
  /** The window that is full. */
  readonly window?: { readonly limit: number; readonly duration: Duration.Duration } | undefined
  /** The outage, where that is the reason. */
  readonly outage?: Outage | undefined
  /** The time when the wait ends; absent while that depends on an answer. */
  readonly until?: DateTime.Utc | undefined
  /** The number of requests that wait: 0 while the only one asks whether an outage is over. */
  readonly waiting: number
}

/**
 * The suspicion that a request without an answer raises: it may be a sign of an outage, or of trouble with its link alone.
 *
 * @since 0.1.0
 * @category models
 */
export interface Suspicion {
  /** True when it is an outage; `undefined` while that is not known. */
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
  /** The time the request has waited for it. */
  readonly waited: Duration.Duration
  /**
   * True when the request comes too late to leave under it: another permit must be taken. It happens only where processes
   * share a quota, since the others count on the request to have ended by a certain time.
   */
  readonly hasLapsed: Effect.Effect<boolean>
  /**
   * Says that the request was rate-limited (429): nothing starts before the time that the server asked to wait, or before
   * the backoff when it asked for less.
   */
  readonly rateLimited: (options: {
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
    /** The time the server asked to wait. */
    readonly retryAfter?: Duration.DurationInput | undefined
  }) => Effect.Effect<Suspicion>
}

/**
 * The request that a permit is for.
 *
 * @since 0.1.0
 * @category options
 */
export interface PermitOptions {
  /** The time the request may take at most, where that is known. */
  readonly timeout?: Duration.Duration | undefined
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
    readonly permit: <A, E, R>(
      use: (permit: Permit) => Effect.Effect<A, E, R>,
      options?: PermitOptions
    ) => Effect.Effect<A, E, R>
    /** The wait by now, if there is one. */
    readonly wait: Effect.Effect<Option.Option<Wait>>
    /** The wait by now, and every change of it. */
    readonly waits: Stream.Stream<Option.Option<Wait>>
    /** Forecasts the earliest time by which so many more requests could have started, were each answered at once. */
    readonly forecast: (requests: number) => Effect.Effect<DateTime.Utc>
  }
>() {}

/**
 * The allowance for a server that counts requests at other times than the client.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /**
   * The tolerance, before and after, between the time at which the server counts a request and what the client sees: a
   * clock that is corrected, a server of many machines. Requests that take longer than twice as long pay nothing for it.
   * Default: nothing, and 150 milliseconds for the documented windows.
   */
  readonly tolerance?: Duration.DurationInput | undefined
}

/**
 * The documented windows: 120 requests a minute and 10,000 a day, per user.
 *
 * @since 0.1.0
 * @category windows
 */
export const documented: ReadonlyArray<Window> = /* @__PURE__ */ QuotaWindow.documented.map(({ limit, millis }) => ({
  limit,
  duration: Duration.millis(millis)
}))

/**
 * A quota of these windows. It is shared by everything that gets this layer, and counts from nothing.
 *
 * @param windows - All of them hold at the same time. None means no limit, and a 429 pauses all the same.
 *
 * A window that is out of range is a defect: `IllegalArgumentException`.
 *
 * @example
 * ```ts
 * import * as Quota from "@effect-userplane/core/Quota"
 *
 * const half = Quota.layer([
 *   { limit: 60, duration: "1 minute" },
 *   { limit: 5_000, duration: "1 day" }
 * ])
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (windows: ReadonlyArray<Window>, options: Options = {}): Layer.Layer<Quota> =>
  Layer.effect(
    Quota,
    Effect.suspend(() => make(pacerOf(windows, options.tolerance ?? 0)))
  )

/**
 * The documented quota: 120 requests a minute and 10,000 a day. It is what `deleteLinks` uses where no quota is provided.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerDocumented: Layer.Layer<Quota> = /* @__PURE__ */ layer(documented, {
  tolerance: QuotaWindow.documentedTolerance
})

/**
 * No limit. A 429 pauses all the same.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerUnlimited: Layer.Layer<Quota> = /* @__PURE__ */ layer([])

/**
 * Makes a request of any kind under the quota: it waits for a permit, and counts. A call that retries counts once.
 *
 * @example
 * ```ts
 * import { deleteLink } from "@effect-userplane/core/Links"
 * import * as Quota from "@effect-userplane/core/Quota"
 * import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
 *
 * const deleted = deleteLink({ workspaceId: "ws_abc123", linkId: "lnk_abc123" }).pipe(
 *   RetryPolicy.within(RetryPolicy.none),
 *   Quota.withPermit
 * )
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const withPermit = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, Quota | R> =>
  Effect.flatMap(Quota, (quota) => quota.permit(() => self))
