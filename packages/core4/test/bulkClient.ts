/** Bulk deletion of this client, as the tests of behaviour that all clients share see it. */

import { deleted } from "@effect-userplane/testing/Answers"
import { type BulkClient, type BulkScenario, linkOf, type QuotaRecord } from "@effect-userplane/testing/BulkClient"
import type { LinkIds } from "@effect-userplane/testing/Client"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { pipe } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as Journal from "../src/Journal.js"
import { DeleteOutcome, deleteLinks, type InFlight } from "../src/Links.js"
import * as Quota from "../src/Quota.js"
import * as QuotaStore from "../src/QuotaStore.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"
import { keySource } from "./keySource.js"
import { runTest, started } from "./runTest.js"
import * as Scripted from "./scriptedTransport.js"
import { type WallClock, withWallClock } from "./settableClock.js"

const linkIdIn = (url: string): string => decodeURIComponent(url.slice(url.lastIndexOf("/") + 1))

/** The links, and what becomes of their stream after them. */
const sourceOf = ({ afterLinks, isStream = false, links }: BulkScenario) => {
  if (afterLinks === undefined) return isStream ? Stream.fromIterable(links) : links
  const stream = Stream.fromIterable(links)
  if (afterLinks === "silence") return Stream.concat(stream, Stream.never)
  return Stream.concat(
    stream,
    "failure" in afterLinks ? Stream.fail(afterLinks.failure) : Stream.die(new Error(afterLinks.defect))
  )
}

const stopOf = ({ stopAfter }: BulkScenario) => {
  if (stopAfter === undefined) return undefined
  return stopAfter === "failing" ? Effect.fail("failed") : Effect.sleep(stopAfter)
}

type Unreported = ReadonlyArray<DeleteOutcome | InFlight>

const runOf = (scenario: BulkScenario, unreported: (links: Unreported) => void) => {
  const { concurrency, giveUpAfter, isPiped = false, withoutOptions = false } = scenario
  const source = sourceOf(scenario)
  if (withoutOptions) return isPiped ? pipe(source, deleteLinks()) : deleteLinks(source)
  const options = {
    concurrency,
    giveUpAfter,
    stop: stopOf(scenario),
    unreported: (links: Unreported) => Effect.sync(() => unreported(links))
  }
  return isPiped ? pipe(source, deleteLinks(options)) : deleteLinks(source, options)
}

const policyOf = ({ policy }: BulkScenario) => {
  if (policy === undefined) return Layer.empty
  if (policy === "none") return RetryPolicy.layerNone
  return RetryPolicy.layer(
    "repeats" in policy ? RetryPolicy.fromSchedule(Schedule.recurs(policy.repeats)) : RetryPolicy.exponential(policy)
  )
}

const storeOf = (values: Map<string, string>) =>
  KeyValueStore.makeStringOnly({
    get: (key) => Effect.sync(() => values.get(key)),
    set: (key, value) => Effect.sync(() => void values.set(key, value)),
    remove: (key) => Effect.sync(() => void values.delete(key)),
    clear: Effect.sync(() => values.clear()),
    size: Effect.sync(() => values.size),
    keys: Effect.sync(() => [...values.keys()])
  })

const quotaOf = ({ quota = "unlimited" }: BulkScenario) => {
  if (quota === "unlimited") return Quota.layerUnlimited
  if (quota === "documented") return Quota.layerDocumented
  if (!("windows" in quota)) return Quota.layer(quota)
  return QuotaStore.layer({ windows: quota.windows, tolerance: 0 }).pipe(
    Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, storeOf(quota.values))),
    Layer.orDie
  )
}

const keyOf = ({ keys }: BulkScenario) => keySource(keys === "never" ? ["silent"] : keys).layer

const serverOf = ({ server = ({ linkId }) => deleted(linkOf(linkId)), startAt = 0 }: BulkScenario) =>
  Scripted.served(
    ({ headers, url }) =>
      (request) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const linkId = linkIdIn(url)
          const asked = { linkId, at: now - startAt, authorization: headers["authorization"] }
          return Scripted.sharedAnswer(server(asked))(request)
        })
  )

const transportOf = ({ mayRepeat = false }: BulkScenario, scripted: Layer.Layer<Transport.Transport>) =>
  mayRepeat
    ? Layer.provide(
        Layer.effect(
          Transport.Transport,
          Transport.Transport.useSync((transport) => ({ ...transport, mayRepeat }))
        ),
        scripted
      )
    : scripted

/** A journal in memory, whose writing comes to what the test says. */
const journalOf = ({ journal = [], writing }: BulkScenario) =>
  Journal.Journal.useSync((memory): Journal.Journal["Service"] => {
    let before = 0
    const append = (line: Journal.Line) => {
      const result = writing?.(line, before++) ?? { takes: 0 }
      if ("failure" in result) {
        return Effect.fail(new Journal.JournalUnavailable({ path: "journal.ndjson", message: result.failure }))
      }
      const write = memory.append(line)
      return result.takes === 0 ? write : Effect.delay(Effect.uninterruptible(write), result.takes)
    }
    return { ...memory, append }
  }).pipe(Effect.provide(Journal.layerMemory(journal)))

const quotaRecord = (scenario: BulkScenario, { forecast, wait }: Quota.Quota["Service"]): Effect.Effect<QuotaRecord> =>
  Effect.gen(function* () {
    const current = Option.getOrUndefined(yield* wait)
    const saved = typeof scenario.quota === "object" && "windows" in scenario.quota ? scenario.quota.values : []
    const since = (time: DateTime.Utc) => DateTime.toEpochMillis(time) - (scenario.startAt ?? 0)
    return {
      wait: current && {
        reason: current.reason,
        waiting: current.waiting,
        until: current.until && since(current.until),
        outage: current.outage && { since: since(current.outage.since), status: current.outage.status }
      },
      forecast: since(yield* forecast(scenario.forecastOf ?? 1)),
      saved: new Map(saved)
    }
  })

const endOf = (exit: Exit.Exit<void, unknown>) => {
  if (Exit.isSuccess(exit)) return {}
  const failure = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  return failure === undefined && Cause.hasDies(exit.cause) ? { defect: Cause.pretty(exit.cause) } : { failure }
}

const run = (scenario: BulkScenario, wall: WallClock) =>
  Effect.gen(function* () {
    const { baseUrl, clockSet = [], interruptAfter, journal, lookAfter, readerHangs, startAt = 0, take } = scenario
    const outcomes: Array<DeleteOutcome> = []
    const unreported: Array<Unreported> = []
    const logged: Array<string> = []
    const logger = Logger.make(({ message }) => void logged.push(String(message)))
    const world = serverOf(scenario)
    const written = yield* journalOf(scenario)
    let endedAt = startAt
    const end = Effect.map(Clock.currentTimeMillis, (now) => {
      endedAt = now
    })
    const read = (outcome: DeleteOutcome) => {
      const kept = Effect.sync(() => void outcomes.push(outcome))
      return readerHangs === true ? Effect.andThen(kept, Effect.never) : kept
    }
    const stream = runOf(scenario, (links) => unreported.push(links))
    const client = Userplane.layerTransport({ baseUrl }).pipe(
      Layer.provide([transportOf(scenario, world.layer), keyOf(scenario)]),
      Layer.orDie
    )
    const reading = Stream.runForEach(take === undefined ? stream : Stream.take(stream, take), read).pipe(
      Effect.ensuring(end),
      Effect.provide(Layer.mergeAll(client, policyOf(scenario), Logger.layer([logger]))),
      Effect.provide(journal === undefined ? Layer.empty : Layer.succeed(Journal.Journal, written))
    )
    // The quota counts from when the run starts, and outlives it.
    const built = yield* Deferred.make<Quota.Quota["Service"]>()
    const fiber = yield* started(
      Effect.andThen(
        Quota.Quota.use((quota) => Deferred.succeed(built, quota)),
        reading
      ).pipe(Effect.provide(quotaOf(scenario)))
    )
    const quota = yield* Deferred.await(built)
    let passed = 0
    const passUntil = (time: number) =>
      Effect.suspend(() => {
        const rest = time - passed
        passed = time
        return TestClock.adjust(rest)
      })
    for (const { at, by } of clockSet) yield* Effect.andThen(passUntil(at), wall.set(by))
    if (lookAfter !== undefined) yield* passUntil(lookAfter)
    const seen = yield* quotaRecord(scenario, quota)
    if (interruptAfter !== undefined) yield* Effect.andThen(passUntil(interruptAfter), Fiber.interrupt(fiber))
    // The clock stops with the run: what is left of its timeouts need not be waited for.
    const ended = Fiber.await(fiber)
    const exit = yield* Effect.raceFirst(ended, Effect.andThen(TestClock.adjust("30 days"), ended))
    const lines = yield* Effect.orDie(Stream.runCollect(written.lines))
    return {
      failure: undefined,
      defect: undefined,
      ...endOf(exit),
      outcomes: outcomes.map((outcome) => Schema.encodeSync(DeleteOutcome)(outcome)),
      endedAt: endedAt - startAt,
      requests: world.requests.map(({ at, headers, url }) => ({
        linkId: linkIdIn(url),
        at: at - startAt,
        authorization: headers["authorization"]
      })),
      lines: lines.slice(journal?.length),
      isFinal: written.state.isFinal,
      isPending: (link: LinkIds) => written.state.pending(link) !== undefined,
      unreported,
      logged,
      seen,
      afterwards: yield* quotaRecord(scenario, quota)
    }
  })

export const client: BulkClient = (scenario) =>
  runTest(
    Effect.andThen(
      TestClock.setTime(scenario.startAt ?? 0),
      withWallClock((wall) => run(scenario, wall))
    )
  )
