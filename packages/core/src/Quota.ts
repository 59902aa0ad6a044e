/**
 * The quota that requests are sent under: a sliding log, so that no window of any kind ever sees more than its limit.
 *
 * A request counts from its start until one window after its end, because the server counts it somewhere in between. One
 * refusal (429) pauses everything, and what was paused goes on one after the other.
 *
 * @since 0.1.0
 */
import type { PlatformError } from "@effect/platform/Error"
import { KeyValueStore } from "@effect/platform/KeyValueStore"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { ParseError } from "effect/ParseResult"
import { groupCommit } from "./internal/groupCommit.js"
import { nothingUsed } from "./internal/quota/pacer.js"
import { Quota } from "./internal/quota/quota.js"
import { make } from "./internal/quota/service.js"
import * as Store from "./internal/quota/storage.js"
import { longestPause } from "./internal/quota/throttle.js"
import { documented, documentedTolerance, paceOf, type Window } from "./internal/quota/windows.js"
import { currentMillis } from "./internal/telemetry/clock.js"

export {
  type Outage,
  type Permit,
  Quota,
  type Suspicion,
  type Wait
} from "./internal/quota/quota.js"
export { documented, type Window } from "./internal/quota/windows.js"

/**
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /**
   * How far the time at which the server counts a request may be off what the client sees of it, before and after: a
   * clock that is corrected, a server of many machines. Requests that take longer than twice as long pay nothing for it.
   * Default: nothing, and 150 milliseconds for the documented windows.
   */
  readonly tolerance?: Duration.DurationInput | undefined
}

/**
 * @since 0.1.0
 * @category options
 */
export interface PersistedOptions extends Options {
  /** Default: the documented windows. */
  readonly windows?: ReadonlyArray<Window> | undefined
  /** The key in the store. Whoever shares a user's quota shares it. Default: `userplane-quota`. */
  readonly key?: string | undefined
  /** Is told of a save that failed; the request is sent all the same. Default: logs a warning. */
  readonly onSaveError?: ((error: PlatformError) => Effect.Effect<void>) | undefined
}

/**
 * A quota of these windows. It is shared by everything that gets this layer, and counts from nothing.
 *
 * @param windows - All of them hold at the same time. None means no limit, and a refusal pauses all the same.
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
    Effect.suspend(() => make(paceOf(windows, options.tolerance ?? 0)))
  )

/**
 * The documented quota: 120 requests a minute and 10,000 a day. It is what `deleteLinks` uses where no quota is provided.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerDocumented: Layer.Layer<Quota> = /* @__PURE__ */ layer(documented, { tolerance: documentedTolerance })

/**
 * No limit. A refusal pauses all the same.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerUnlimited: Layer.Layer<Quota> = /* @__PURE__ */ layer([])

/**
 * A quota that outlives the process. What was used is saved before each request is sent, so that not even a process that
 * is killed forgets one; a restart rounds up to whole seconds. One process at a time uses a key.
 *
 * Fails with the store's `PlatformError`, and with a `ParseError` when what was saved cannot be read. A save that fails
 * later is told to `onSaveError`, and the request is sent.
 *
 * @example
 * ```ts
 * import * as Quota from "@effect-userplane/core/Quota"
 * import * as KeyValueStore from "@effect/platform/KeyValueStore"
 * import * as Layer from "effect/Layer"
 *
 * const QuotaLive = Quota.layerPersisted().pipe(Layer.provide(KeyValueStore.layerFileSystem(".userplane")))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerPersisted = ({
  key = "userplane-quota",
  onSaveError = (error) => Effect.logWarning("The used quota could not be saved", error),
  tolerance = documentedTolerance,
  windows = documented
}: PersistedOptions = {}): Layer.Layer<Quota, ParseError | PlatformError, KeyValueStore> =>
  Layer.scoped(
    Quota,
    Effect.gen(function* () {
      const store = yield* KeyValueStore
      const keys = [`${key}.0`, `${key}.1`] as const
      const saved = yield* Store.newest(yield* store.get(keys[0]), yield* store.get(keys[1]))
      const now = Effect.all({ millis: currentMillis, wall: Clock.currentTimeMillis })
      const asOfNow = yield* now
      const longest = Math.max(longestPause, ...windows.map(({ duration }) => Duration.toMillis(duration)))
      const used = Option.match(saved, {
        onNone: () => nothingUsed,
        onSome: (saved) => Store.restore(saved, asOfNow, longest)
      })
      const pace = paceOf(windows, tolerance, used)
      let sequence = Option.match(saved, { onNone: () => 0, onSome: (saved) => saved.sequence })
      const save = groupCommit(
        Effect.flatMap(now, (now) => {
          sequence += 1
          const used = Store.save(pace.used(now.millis), sequence, now)
          return store.set(keys[sequence % 2 === 0 ? 0 : 1], Store.encode(used))
        }).pipe(Effect.catchAll(onSaveError))
      )
      yield* Effect.addFinalizer(save)
      return yield* make(pace, Effect.suspend(save))
    })
  )

/**
 * Makes a request of any kind under the quota: it waits for a permit, and counts.
 *
 * @example
 * ```ts
 * import * as Quota from "@effect-userplane/core/Quota"
 * import * as HttpClient from "@effect/platform/HttpClient"
 *
 * const listed = HttpClient.get("https://api.userplane.io/api/v1/public/workspace/ws_abc123/links").pipe(
 *   Quota.withPermit
 * )
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const withPermit = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, Quota | R> =>
  Effect.flatMap(Quota, (quota) => quota.permit(() => self))
