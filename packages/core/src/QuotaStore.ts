/**
 * A quota that is kept in a `KeyValueStore`, so that a process does not use again what one before it has used.
 *
 * @since 0.1.0
 */
import type { PlatformError } from "@effect/platform/Error"
import { KeyValueStore } from "@effect/platform/KeyValueStore"
import * as QuotaState from "@effect-userplane/protocol/QuotaState"
import { documentedTolerance } from "@effect-userplane/protocol/QuotaWindow"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { groupCommit } from "./internal/groupCommit.js"
import { pacerOf } from "./internal/quota/pacer.js"
import { make } from "./internal/quota/service.js"
import { currentMillis } from "./internal/telemetry/clock.js"
import * as Quota from "./Quota.js"

/**
 * The place of the used quota in the store, and the windows it is counted in.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options extends Quota.Options {
  /** Default: the documented windows. */
  readonly windows?: ReadonlyArray<Quota.Window> | undefined
  /** The key in the store. Whoever shares a user's quota shares it. Default: `userplane-quota`. */
  readonly key?: string | undefined
  /** Is told of a save that failed; the request is sent all the same. Default: logs a warning. */
  readonly onSaveError?: ((error: PlatformError) => Effect.Effect<void>) | undefined
}

/**
 * The saved quota cannot be read. Nothing was changed.
 *
 * @since 0.1.0
 * @category errors
 */
export class QuotaCorrupt extends Data.TaggedError("QuotaCorrupt")<{
  /** The keys in the store that hold it. */
  readonly keys: readonly [string, string]
  readonly message: string
}> {}

const corrupt = (keys: readonly [string, string]): QuotaCorrupt =>
  new QuotaCorrupt({
    keys,
    message: `Neither ${keys[0]} nor ${keys[1]} can be read. Remove both to count from nothing.`
  })

const instant = Effect.all({ monotonic: currentMillis, wall: Clock.currentTimeMillis })

/**
 * A quota that outlives the process. What was used is saved before each request is sent, so that not even a process that
 * is killed forgets one; a restart rounds up to whole seconds. One process at a time uses a key.
 *
 * Fails with the store's `PlatformError`, and with `QuotaCorrupt` when what was saved cannot be read. A save that fails
 * later is told to `onSaveError`, and the request is sent.
 *
 * @example
 * ```ts
 * import * as QuotaStore from "@effect-userplane/core/QuotaStore"
 * import * as KeyValueStore from "@effect/platform/KeyValueStore"
 * import * as Layer from "effect/Layer"
 *
 * const QuotaLive = QuotaStore.layer().pipe(Layer.provide(KeyValueStore.layerFileSystem(".userplane")))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = ({
  key = "userplane-quota",
  onSaveError = (error) => Effect.logWarning("The used quota could not be saved", error),
  tolerance = documentedTolerance,
  windows = Quota.documented
}: Options = {}): Layer.Layer<Quota.Quota, PlatformError | QuotaCorrupt, KeyValueStore> =>
  Layer.scoped(
    Quota.Quota,
    Effect.gen(function* () {
      const store = yield* KeyValueStore
      const keys = [`${key}.0`, `${key}.1`] as const
      const texts = yield* Effect.all([store.get(keys[0]), store.get(keys[1])])
      const read = QuotaState.newest(Option.getOrUndefined(texts[0]), Option.getOrUndefined(texts[1]))
      if (!read.ok) return yield* corrupt(keys)
      const saved = read.value
      const now = yield* instant
      const pacer = pacerOf(windows, tolerance, (windows) =>
        saved === undefined ? QuotaState.unused : QuotaState.restore(saved, windows, now)
      )
      let sequence = saved?.sequence ?? 0
      const save = groupCommit(
        Effect.flatMap(instant, (now) => {
          sequence += 1
          const state = QuotaState.save(pacer.state(now.monotonic), sequence, now)
          return store.set(keys[QuotaState.placeOf(state)], QuotaState.encode(state))
        }).pipe(Effect.catchAll(onSaveError))
      )
      yield* Effect.addFinalizer(save)
      return yield* make(pacer, Effect.suspend(save))
    })
  )
