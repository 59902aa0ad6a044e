/** What a quota has more, that several processes share. */
import { expect, it } from "@effect/vitest"
import { deleted } from "@effect-userplane/testing/Answers"
import { linkOf } from "@effect-userplane/testing/BulkClient"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as ClientMetrics from "../src/ClientMetrics.js"
import * as Journal from "../src/Journal.js"
import { deleteLinks, listLinks } from "../src/Links.js"
import { type PermitLog, PermitLogUnavailable } from "../src/PermitLog.js"
import * as Quota from "../src/Quota.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as SharedQuota from "../src/SharedQuota.js"
import { permitLog } from "./permitLogInMemory.js"
import * as Scripted from "./scriptedTransport.js"
import { clientLayer } from "./testClient.js"

const window = { limit: 2, duration: "1 minute" } as const

const quotaOf = (log: PermitLog, options: SharedQuota.Options = {}) =>
  SharedQuota.make(log, { windows: [window], tolerance: 0, ...options })

type Service = Context.Tag.Service<Quota.Quota>

/** Sends a request, and notes when. */
const sending = (quota: Service, sent: Array<number>, takes: Duration.DurationInput = 0) =>
  quota.permit(() =>
    Effect.gen(function* () {
      sent.push(yield* Clock.currentTimeMillis)
      yield* Effect.sleep(takes)
    })
  )

/** Sends requests at the same time, each from a fiber of its own. */
const burst = (quota: Service, sent: Array<number>, count: number) =>
  Effect.replicateEffect(Effect.fork(sending(quota, sent)), count, { discard: true })

const unavailable = Effect.fail(new PermitLogUnavailable({ message: "connect ECONNREFUSED" }))

const seconds = Effect.map(Clock.currentTimeMillis, (now) => now / 1000)

it.scoped("two processes together keep to the windows", () =>
  Effect.gen(function* () {
    const { log } = permitLog([window])
    const sent: Array<number> = []
    const quotas = yield* Effect.replicateEffect(quotaOf(log), 2)
    yield* Effect.forEach(quotas, (quota) => burst(quota, sent, 3))
    yield* TestClock.adjust("1 hour")
    expect(sent).toEqual([0, 0, 60_000, 60_000, 120_000, 120_000])
  })
)

it.scoped("a window that the requests of others fill is looked at every second", () =>
  Effect.gen(function* () {
    const { log } = permitLog([window])
    const [other, quota] = yield* Effect.all([quotaOf(log), quotaOf(log)])
    yield* Effect.replicateEffect(Effect.fork(sending(other, [], 10_500)), 2)
    yield* TestClock.adjust(0)
    const sent: Array<number> = []
    yield* burst(quota, sent, 1)
    yield* TestClock.adjust("5 seconds")
    const wait = Option.getOrUndefined(yield* quota.wait)
    expect(wait).toMatchObject({ reason: "Window", waiting: 1 })
    expect(wait).not.toHaveProperty("until")
    yield* TestClock.adjust("1 hour")
    expect(sent).toEqual([70_500])
  })
)

it.scoped("a 429 of one process pauses the other, whose first request then goes alone", () =>
  Effect.gen(function* () {
    const { log } = permitLog([])
    const [limited, quota] = yield* Effect.all([quotaOf(log, { windows: [] }), quotaOf(log, { windows: [] })])
    yield* limited.permit((permit) => permit.rateLimited({ retryAfter: "20 seconds" }))
    const sent: Array<number> = []
    yield* Effect.replicateEffect(Effect.fork(sending(quota, sent, "1 second")), 3)
    yield* TestClock.adjust("5 seconds")
    expect(yield* quota.wait).toMatchObject(Option.some({ reason: "Pause", waiting: 3 }))
    yield* TestClock.adjust("1 hour")
    expect(sent).toEqual([20_000, 21_000, 21_000])
  })
)

it.scoped("a request that comes while a 429 arrives gives its permit back, and takes another", () =>
  Effect.gen(function* () {
    const memory = permitLog([])
    const slow: PermitLog = {
      ...memory.log,
      take: (wanted) => Effect.zipLeft(memory.log.take(wanted), Effect.sleep(100))
    }
    const quota = yield* quotaOf(slow, { windows: [] })
    yield* Effect.fork(quota.permit((permit) => Effect.delay(permit.rateLimited({ retryAfter: "5 seconds" }), 50)))
    yield* TestClock.adjust(120)
    const sent: Array<number> = []
    yield* burst(quota, sent, 1)
    yield* TestClock.adjust("1 minute")
    expect(sent).toEqual([5250])
    expect(new Set(memory.wanted.map(({ id }) => id)).size).toBe(3)
    expect(memory.permits.size).toBe(2)
  })
)

it.scoped("a request that is interrupted while it asks gives its permit back", () =>
  Effect.gen(function* () {
    const memory = permitLog([window])
    const slow: PermitLog = { ...memory.log, take: (wanted) => Effect.zipLeft(memory.log.take(wanted), Effect.never) }
    const quota = yield* quotaOf(slow)
    const asking = yield* Effect.fork(sending(quota, []))
    yield* TestClock.adjust(0)
    expect(memory.permits.size).toBe(1)
    yield* Fiber.interrupt(asking)
    yield* TestClock.adjust(0)
    expect(memory.permits.size).toBe(0)
  })
)

it.scoped("a request that was never sent does not count", () =>
  Effect.gen(function* () {
    const memory = permitLog([window])
    const quota = yield* quotaOf(memory.log)
    yield* quota.permit((permit) => permit.unsent)
    yield* TestClock.adjust(0)
    expect(memory.permits.size).toBe(0)
  })
)

it.scoped("only requests that had to wait count as such", () =>
  Effect.gen(function* () {
    const quota = yield* quotaOf(permitLog([window]).log)
    const count = Effect.map(Metric.value(ClientMetrics.quotaWaits), ({ count }) => count)
    const before = yield* count
    yield* burst(quota, [], 3)
    yield* TestClock.adjust("2 minutes")
    // The second came while the first was asking.
    expect((yield* count) - before).toBeLessThanOrEqual(2)
    yield* sending(quota, [])
    expect((yield* count) - before).toBeLessThanOrEqual(2)
  })
)

it.scoped("while the log cannot be reached, requests wait as in an outage, and go on by themselves", () =>
  Effect.gen(function* () {
    const memory = permitLog([window])
    const askedAt: Array<number> = []
    let isAway = true
    const quota = yield* quotaOf({
      ...memory.log,
      take: (wanted) =>
        Effect.flatMap(seconds, (now) => {
          askedAt.push(now)
          return isAway ? unavailable : memory.log.take(wanted)
        })
    })
    const sent: Array<number> = []
    yield* burst(quota, sent, 2)
    yield* TestClock.adjust("20 seconds")
    expect(askedAt).toEqual([0, 0.5, 1.5, 3.5, 7.5, 12.5, 17.5])
    const since = DateTime.unsafeMake(0)
    expect(yield* quota.wait).toMatchObject(
      Option.some({
        reason: "Outage",
        waiting: 2,
        outage: { since, message: "The quota's permits cannot be reached: connect ECONNREFUSED" }
      })
    )
    isAway = false
    yield* TestClock.adjust("1 minute")
    expect(sent).toEqual([22_500, 22_500])
    expect(yield* quota.wait).toEqual(Option.none())
  })
)

it.scoped("a log that does not answer within 5 seconds counts as one that cannot be reached", () =>
  Effect.gen(function* () {
    const quota = yield* quotaOf({ ...permitLog([window]).log, take: () => Effect.never })
    yield* burst(quota, [], 1)
    yield* TestClock.adjust("5 seconds")
    const message = "The quota's permits cannot be reached: No answer within 5s"
    expect(yield* quota.wait).toMatchObject(Option.some({ reason: "Outage", outage: { message } }))
  })
)

it.scoped("an end that cannot be told holds nobody up, and the permit counts until its lease ends", () =>
  Effect.gen(function* () {
    const memory = permitLog([window])
    const quota = yield* quotaOf({ ...memory.log, end: () => unavailable }, { requestTimeout: "1 minute" })
    const sent: Array<number> = []
    yield* burst(quota, sent, 3)
    yield* TestClock.adjust("1 hour")
    // A lease of 70 seconds, and a minute.
    expect(sent).toEqual([0, 0, 130_000])
  })
)

it.effect("what is told to the log has arrived when the quota is closed", () =>
  Effect.gen(function* () {
    const memory = permitLog([window])
    const ended: Array<number> = []
    const end = (id: string) =>
      Effect.zipLeft(
        Effect.delay(memory.log.end(id), 300),
        Effect.map(Clock.currentTimeMillis, (now) => ended.push(now))
      )
    const scope = yield* Scope.make()
    const quota = yield* Scope.extend(quotaOf({ ...memory.log, end }), scope)
    yield* sending(quota, [])
    const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
    yield* TestClock.adjust("1 second")
    yield* Fiber.join(closing)
    expect(ended).toEqual([300])
  })
)

it.effect("a log that never answers holds the end of the quota up for 5 seconds", () =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const quota = yield* Scope.extend(quotaOf({ ...permitLog([window]).log, end: () => Effect.never }), scope)
    yield* sending(quota, [])
    const closing = yield* Effect.fork(Effect.zipRight(Scope.close(scope, Exit.void), seconds))
    yield* TestClock.adjust("1 minute")
    expect(yield* Fiber.join(closing)).toBe(5)
  })
)

it.scoped("a permit lapses when its request does not leave in time", () =>
  Effect.gen(function* () {
    const quota = yield* quotaOf(permitLog([window]).log, { sendWithin: "3 seconds" })
    const lapsed = quota.permit((permit) =>
      Effect.zip(permit.hasLapsed, Effect.zipRight(Effect.sleep(3001), permit.hasLapsed))
    )
    const fiber = yield* Effect.fork(lapsed)
    yield* TestClock.adjust("1 minute")
    expect(yield* Fiber.join(fiber)).toEqual([false, true])
  })
)

it.scoped("the forecast counts what other processes have used, and only the own while the log cannot be reached", () =>
  Effect.gen(function* () {
    const memory = permitLog([window])
    let isAway = false
    const log: PermitLog = { ...memory.log, used: Effect.suspend(() => (isAway ? unavailable : memory.log.used)) }
    const [other, quota] = yield* Effect.all([quotaOf(log), quotaOf(log)])
    yield* sending(other, [])
    yield* Effect.fork(sending(other, [], "1 hour"))
    yield* TestClock.adjust(0)
    const forecast = Effect.map(quota.forecast(1), DateTime.toEpochMillis)
    expect(yield* forecast).toBe(60_000)
    isAway = true
    expect(yield* forecast).toBe(0)
  })
)

it.scoped("the forecast begins with the pause of another process", () =>
  Effect.gen(function* () {
    const { log } = permitLog([window])
    const [other, quota] = yield* Effect.all([quotaOf(log), quotaOf(log)])
    yield* other.permit((permit) => permit.rateLimited({ retryAfter: "20 seconds" }))
    expect(DateTime.toEpochMillis(yield* quota.forecast(1))).toBe(20_000)
  })
)

const one = linkOf("lnk_1")

it.scoped("the lease of a permit is what its request may take, and what it may wait to leave", () =>
  Effect.gen(function* () {
    const memory = permitLog([])
    const quota = yield* quotaOf(memory.log, { windows: [], sendWithin: "4 seconds", requestTimeout: "1 minute" })
    const server = Scripted.always(Scripted.sharedAnswer(deleted(one)))
    const under = (attemptTimeout: Duration.DurationInput) =>
      Stream.runDrain(deleteLinks([one])).pipe(
        Effect.provide([clientLayer(server), RetryPolicy.layer(RetryPolicy.exponential({ attemptTimeout }))])
      )
    yield* Effect.provideService(under("7 seconds"), Quota.Quota, quota)
    yield* Effect.provideService(under(Duration.infinity), Quota.Quota, quota)
    yield* Effect.provideService(Quota.withPermit(Effect.void), Quota.Quota, quota)
    yield* Stream.runDrain(listLinks({ workspaceId: "ws_abc123" })).pipe(
      Effect.provide(clientLayer(server)),
      Effect.provideService(Quota.Quota, quota),
      Effect.ignore
    )
    expect(memory.wanted.map(({ lease }) => Duration.toSeconds(lease))).toEqual([11, 3604, 64, 34])
  })
)

it.scoped("a link whose permit lapsed while its journal was written takes another, and is sent once", () =>
  Effect.gen(function* () {
    const memory = permitLog([])
    const quota = yield* quotaOf(memory.log, { windows: [], sendWithin: "1 second" })
    const server = Scripted.always(Scripted.sharedAnswer(deleted(one)))
    const written = yield* Effect.provide(Journal.Journal, Journal.layerMemory())
    let isSlow = true
    const append = (line: Journal.Line) => {
      const takes = line.type === "sending" && isSlow ? 2000 : 0
      if (line.type === "sending") isSlow = false
      return Effect.delay(written.append(line), takes)
    }
    const fiber = yield* Stream.runCollect(deleteLinks([one])).pipe(
      Effect.provide(clientLayer(server)),
      Effect.provide(Layer.succeed(Journal.Journal, { ...written, append })),
      Effect.provideService(Quota.Quota, quota),
      Effect.fork
    )
    yield* TestClock.adjust("1 minute")
    expect([...(yield* Fiber.join(fiber))]).toMatchObject([{ _tag: "Deleted", requests: 1, link: { attempts: 1 } }])
    expect(server.requests.map(({ at }) => at)).toEqual([2000])
    const lines = yield* Stream.runCollect(written.lines)
    expect([...lines].map((line) => [line.type, line.type === "outcome" ? line.tag : undefined])).toEqual([
      ["run", undefined],
      ["sending", undefined],
      ["outcome", "Interrupted"],
      ["sending", undefined],
      ["outcome", "Deleted"]
    ])
    // The first permit was taken back.
    expect(memory.wanted).toHaveLength(2)
    expect(memory.permits.size).toBe(1)
  })
)

it.scoped("by default, the windows are the documented ones, with their tolerance", () =>
  Effect.gen(function* () {
    const quota = yield* SharedQuota.make(permitLog(Quota.documented).log)
    expect(quota.windows.map(({ limit }) => limit)).toEqual([120, 10_000])
  })
)
