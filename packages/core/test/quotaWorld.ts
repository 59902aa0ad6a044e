/** The quotas of this client, as the tests of behaviour that all clients share see them. */
import { SystemError } from "@effect/platform/Error"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import type {
  InQuotaWorld,
  PlainWait,
  QuotaInUse,
  QuotaRequest,
  SavedOptions
} from "@effect-userplane/testing/QuotaWorld"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import * as ClientMetrics from "../src/ClientMetrics.js"
import * as Quota from "../src/Quota.js"
import * as QuotaStore from "../src/QuotaStore.js"

const valueOf = <A, E>(exit: Exit.Exit<A, E>): A => {
  if (Exit.isSuccess(exit)) return exit.value
  throw Cause.squash(exit.cause)
}

const windowOf = ({ duration, limit }: Quota.Window) => ({ limit, duration: Duration.toMillis(duration) })

const plainWait = Option.match({
  onNone: () => undefined,
  onSome: ({ reason, until, waiting, window }: Quota.Wait): PlainWait => ({
    reason,
    ...(window === undefined ? {} : { window: windowOf(window) }),
    ...(until === undefined ? {} : { until: until.epochMillis }),
    waiting
  })
})

const inUse = (runtime: Runtime.Runtime<Quota.Quota>, quota: typeof Quota.Quota.Service): QuotaInUse => {
  const run = Runtime.runPromise(runtime)
  // A fiber that has come runs on until it waits.
  const begin = <A>(effect: Effect.Effect<A>) => run(Effect.zipLeft(Effect.forkDaemon(effect), TestClock.adjust(0)))

  const come = async ({ rateLimited, takes = 0, toldWait = false }: QuotaRequest = {}) => {
    const sentAt: Array<number> = []
    const waited: Array<number> = []
    const request = Effect.gen(function* () {
      sentAt.push(yield* Clock.currentTimeMillis)
      yield* Number.isFinite(takes) ? Effect.sleep(takes) : Effect.never
    })
    const limited = (limit: NonNullable<QuotaRequest["rateLimited"]>) =>
      quota.permit((permit) => Effect.zipRight(request, permit.rateLimited(limit)))
    const told = quota.permit((permit) => {
      waited.push(Duration.toMillis(permit.waited))
      return request
    })
    const sent = toldWait ? told : Effect.provideService(Quota.withPermit(request), Quota.Quota, quota)
    const fiber = await begin(rateLimited === undefined ? sent : Effect.zipRight(limited(rateLimited), sent))
    return {
      sentAt,
      waited,
      giveUp: () => run(Fiber.interrupt(fiber)),
      giveUpAtOnce: () => fiber.unsafeInterruptAsFork(fiber.id())
    }
  }

  return {
    windows: quota.windows.map(windowOf),
    come,
    wait: () => run(Effect.map(quota.wait, plainWait)),
    watch: async () => {
      const seen: Array<PlainWait | undefined> = []
      await begin(Stream.runForEach(quota.waits, (wait) => Effect.sync(() => seen.push(plainWait(wait)))))
      return seen
    },
    forecast: (requests) => run(Effect.map(quota.forecast(requests), DateTime.toEpochMillis)),
    metrics: () =>
      run(
        Effect.all({
          waiting: Effect.map(Metric.value(ClientMetrics.quotaWaiting), ({ value }) => value),
          waits: Effect.map(Metric.value(ClientMetrics.quotaWaits), ({ count }) => count)
        })
      )
  }
}

const saveError = new SystemError({
  module: "KeyValueStore",
  method: "set",
  reason: "Unknown",
  pathOrDescriptor: "quota"
})

const storeOf = ({ saving = () => ({}), values }: SavedOptions) =>
  Layer.succeed(
    KeyValueStore.KeyValueStore,
    KeyValueStore.makeStringOnly({
      get: (key) => Effect.sync(() => Option.fromNullable(values.get(key))),
      set: (key, value) =>
        Effect.suspend(() => {
          const { after = 0, fails = false } = saving()
          const save = fails ? Effect.fail(saveError) : Effect.sync(() => void values.set(key, value))
          return after === 0 ? save : Effect.delay(save, after)
        }),
      remove: (key) => Effect.sync(() => void values.delete(key)),
      clear: Effect.sync(() => values.clear()),
      size: Effect.sync(() => values.size)
    })
  )

const savedQuota = (options: SavedOptions) => {
  const { key, onSaveError, saving: _, values: __, ...others } = options
  return QuotaStore.layer({
    ...others,
    ...(key === undefined ? {} : { key }),
    ...(onSaveError === undefined ? {} : { onSaveError: (error: unknown) => Effect.sync(() => onSaveError(error)) })
  }).pipe(Layer.provide(storeOf(options)))
}

type LayerOf = (quota: "documented" | "unlimited" | ReadonlyArray<Quota.Window>) => Layer.Layer<Quota.Quota>

const layerOf: LayerOf = (quota) => {
  if (quota === "documented") return Quota.layerDocumented
  return quota === "unlimited" ? Quota.layerUnlimited : Quota.layer(quota)
}

/** Runs a test of the quotas that some layers make: by default, those of one process. */
export const inQuotaWorld = async (test: Parameters<InQuotaWorld>[0], layers: LayerOf = layerOf): Promise<void> => {
  const world = Effect.flatMap(Effect.runtime<never>(), (clock) => {
    const under = async <E>(
      layer: Layer.Layer<Quota.Quota, E>,
      use: (quota: QuotaInUse) => Promise<void>,
      around: Layer.Layer<never> = Layer.empty
    ) => {
      const used = Effect.gen(function* () {
        const runtime = yield* Effect.runtime<Quota.Quota>()
        const quota = yield* Quota.Quota
        yield* Effect.promise(() => use(inUse(runtime, quota)))
      })
      valueOf(await Runtime.runPromiseExit(clock)(used.pipe(Effect.provide(layer), Effect.provide(around))))
    }
    return Effect.promise(() =>
      test({
        adjust: (millis) => Runtime.runPromise(clock)(TestClock.adjust(millis)),
        quota: (quota, use) => under(layers(quota), use),
        saved: (options, use) => {
          const logged: Array<unknown> = []
          const logger = Logger.replace(
            Logger.defaultLogger,
            Logger.make(({ message }) => logged.push(message))
          )
          return under(savedQuota(options), (quota) => use({ ...quota, logged, saveError }), logger)
        }
      })
    )
  })
  valueOf(await Effect.runPromiseExit(Effect.provide(world, TestContext.TestContext)))
}
