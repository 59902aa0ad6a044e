import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import * as Journal from "../src/Journal.js"
import { type DeleteOutcome, deleteLinks, type InFlight } from "../src/Links.js"
import * as Quota from "../src/Quota.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import {
  askedFor,
  brief,
  briefLines,
  collect,
  ended,
  html,
  links,
  server,
  started,
  within,
  workspaceId
} from "./bulkRun.js"
import { itEffect } from "./runTest.js"
import {
  type Answer,
  after,
  connectionRefused,
  connectionReset,
  deleted,
  documented,
  type ScriptedTransport,
  served,
  silence
} from "./scriptedTransport.js"

const minutes = (count: number) => Duration.toMillis(Duration.minutes(count))

/** Between two times, the server answers in its own way, or not at all. */
const outage = (from: number, to: number, answer: Answer): ScriptedTransport => {
  return served((request) => (sent) => {
    const linkId = decodeURIComponent(request.url.slice(request.url.lastIndexOf("/") + 1))
    return Effect.flatMap(Clock.currentTimeMillis, (now) =>
      now >= from && now < to ? answer(sent) : deleted({ workspaceId, linkId })(sent)
    )
  })
}

const sentAt = ({ requests }: ScriptedTransport) => requests.map(({ at }) => at)

const policy = RetryPolicy.exponential({ jitter: "none" })

const run = (count: number, options: Parameters<typeof deleteLinks>[0] = {}) =>
  Stream.provide(deleteLinks(links(count), options), RetryPolicy.layer(policy))

const failed = (outcomes: ReadonlyArray<DeleteOutcome>) => outcomes.filter(({ _tag }) => _tag === "Failed")

describe("an outage", () => {
  const answers: ReadonlyArray<readonly [string, Answer]> = [
    ["refused connections", connectionRefused],
    ["lost connections", connectionReset],
    ["503 from the service", documented("ServiceUnavailable")],
    ["503 that asks to wait for longer than a policy does", documented("ServiceUnavailable", { "retry-after": "90" })],
    ["502 from a gateway", html(502)],
    ["504 from a gateway", html(504)],
    ["silence", silence]
  ]

  const concurrencies = [1, 2, 8]

  itEffect.each(answers.flatMap(([name, answer]) => concurrencies.map((count) => [name, count, answer] as const)))(
    "of %s fails no link, at a concurrency of %d",
    ([, concurrency, answer]) =>
      Effect.gen(function* () {
        const world = outage(0, minutes(20), answer)
        const { failure, outcomes } = yield* ended(run(40, { concurrency }), { server: world })
        expect(failure).toBeUndefined()
        expect(failed(outcomes)).toEqual([])
        expect(outcomes).toHaveLength(40)
      })
  )

  itEffect("has one request at a time ask, after pauses that double up to five minutes", () =>
    Effect.gen(function* () {
      const world = outage(0, minutes(30), connectionRefused)
      const { endedAt } = yield* ended(run(40, { concurrency: 4 }), { server: world })
      // A worker gets as far as it can in one turn, so three have failed before the fourth begins.
      const seconds = [0, 0, 0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 811, 1111, 1411, 1711]
      expect(sentAt(world).slice(0, seconds.length)).toEqual(seconds.map((at) => at * 1000))
      expect(endedAt).toBe(2_011_000)
    })
  )

  itEffect("in the middle of a run is over with the first answer, and noticed again the next time", () =>
    Effect.gen(function* () {
      const quota = Quota.layer([{ limit: 60, duration: "1 minute" }])
      const first = outage(minutes(1), minutes(4), connectionRefused)
      const { outcomes } = yield* ended(run(300), { server: first, quota })
      expect(failed(outcomes)).toEqual([])
      expect(outcomes).toHaveLength(300)
    })
  )

  itEffect("takes none of the attempts that a link has afterwards, and none of its time", () =>
    Effect.gen(function* () {
      let requests = 0
      const world = served(() => {
        requests += 1
        return requests <= 12 ? connectionRefused : documented("LinkDeleteFailed")
      })
      const { outcomes } = yield* ended(run(2, { concurrency: 2 }), { server: world })
      expect(failed(outcomes)).toHaveLength(2)
      expect(requests).toBe(12 + 2 * 5)
    })
  )

  itEffect("is one for a single link that cannot be connected, and for no single link that a gateway answers", () =>
    Effect.gen(function* () {
      const unconnected = yield* ended(run(1), { server: outage(0, minutes(3), connectionRefused) })
      expect(brief(unconnected.outcomes)).toEqual([expect.stringMatching(/^lnk_1 Deleted Reply \d+$/)])
      const answered = yield* ended(run(1), { server: server({ lnk_1: [html(503)] }) })
      expect(brief(answered.outcomes)).toEqual(["lnk_1 Failed UnexpectedResponse 5"])
    })
  )

  itEffect.each([
    ["a 503", documented("ServiceUnavailable"), "ServiceUnavailable"],
    ["no connection", connectionRefused, "TransportError"],
    ["no answer", after("1 second", connectionReset), "TransportError"]
  ] as const)("is none when one link has %s and others are answered", ([, answer, tag]) =>
    Effect.gen(function* () {
      const bad = { lnk_2: [answer] }
      for (const concurrency of [1, 2, 8]) {
        const { outcomes } = yield* ended(run(20, { concurrency }), { server: server(bad) })
        expect(brief(failed(outcomes))).toEqual([`lnk_2 Failed ${tag} 5`])
        expect(outcomes).toHaveLength(20)
      }
    })
  )

  itEffect("has the failure stand under a policy of one request, unless nothing was sent", () =>
    Effect.gen(function* () {
      const once = (until: number, answer: Answer) =>
        ended(Stream.provide(deleteLinks(links(6)), RetryPolicy.layerNone), {
          server: outage(0, until, answer)
        })
      expect(failed((yield* once(minutes(1), connectionRefused)).outcomes)).toEqual([])
      expect(failed((yield* once(Number.POSITIVE_INFINITY, html(502))).outcomes)).toHaveLength(6)
      const single = Stream.provide(deleteLinks(links(1)), RetryPolicy.layerNone)
      const { outcomes } = yield* ended(single, { server: server({ lnk_1: [connectionRefused] }) })
      expect(brief(outcomes)).toEqual(["lnk_1 Failed TransportError 1"])
    })
  )

  itEffect("is told with the wait: since when, why, and when the next request asks", () =>
    Effect.gen(function* () {
      const world = outage(0, minutes(9), html(502))
      const seen = yield* Effect.gen(function* () {
        const { forecast, wait } = yield* Quota.Quota
        const fiber = yield* started(Stream.runDrain(run(20, { concurrency: 3 })))
        yield* TestClock.adjust("5 seconds")
        const waited = yield* wait
        const next = yield* forecast(1)
        yield* TestClock.adjust("1 hour")
        yield* Fiber.join(fiber)
        return { waited, next, afterwards: yield* wait }
      }).pipe(Effect.provide(within({ server: world })))
      expect(seen.waited).toMatchObject(
        Option.some({
          reason: "Outage",
          waiting: 3,
          outage: { since: DateTime.makeUnsafe(0), status: 502 },
          until: DateTime.makeUnsafe(7000)
        })
      )
      expect(seen.next).toEqual(DateTime.makeUnsafe(7000))
      expect(seen.afterwards).toEqual(Option.none())
    })
  )

  itEffect("is told while the only request asks whether it is over", () =>
    Effect.gen(function* () {
      const slow = after("10 seconds", connectionRefused)
      const waited = yield* Effect.gen(function* () {
        const { wait } = yield* Quota.Quota
        const fiber = yield* started(Stream.runDrain(run(1)))
        yield* TestClock.adjust("70 seconds")
        const waited = yield* wait
        yield* Fiber.interrupt(fiber)
        return waited
      }).pipe(Effect.provide(within({ server: outage(0, minutes(9), slow) })))
      expect(waited).toMatchObject(Option.some({ reason: "Outage", waiting: 0 }))
    })
  )
})

describe("a run in an outage", () => {
  itEffect("is given up after a time, and reports no pending link", () =>
    Effect.gen(function* () {
      const world = outage(5000, Number.POSITIVE_INFINITY, connectionRefused)
      const quota = Quota.layer([{ limit: 2, duration: "1 second" }])
      const { endedAt, failure, outcomes } = yield* ended(run(40, { giveUpAfter: "15 minutes" }), {
        server: world,
        quota
      })
      expect(failure).toMatchObject({
        _tag: "RunStopped",
        cause: { _tag: "OutageTooLong", outage: { since: DateTime.makeUnsafe(5000) } }
      })
      expect(failure?.message).toContain("connect ECONNREFUSED")
      expect(endedAt).toBe(5000 + minutes(15))
      expect(failed(outcomes)).toEqual([])
      expect(outcomes.length).toBeLessThan(40)
    })
  )

  itEffect("reports a link whose request may have been carried out, and that alone", () =>
    Effect.gen(function* () {
      const world = server({
        lnk_1: [connectionReset, connectionRefused],
        lnk_2: [connectionRefused],
        lnk_3: [connectionRefused]
      })
      const { outcomes } = yield* ended(run(3, { giveUpAfter: "1 minute" }), { server: world })
      expect(outcomes).toMatchObject([{ _tag: "Failed", linkId: "lnk_1", error: { outcome: "Unknown" } }])
    })
  )

  itEffect("is not given up when it is over before that", () =>
    Effect.gen(function* () {
      const world = outage(0, minutes(5), connectionRefused)
      const { failure, outcomes } = yield* ended(run(10, { giveUpAfter: "15 minutes" }), { server: world })
      expect(failure).toBeUndefined()
      expect(outcomes).toHaveLength(10)
    })
  )

  itEffect("stops at once, and its links are pending", () =>
    Effect.gen(function* () {
      const world = outage(0, minutes(60), connectionRefused)
      const stopped = yield* ended(run(40, { stop: Effect.sleep("10 minutes") }), { server: world })
      expect(stopped).toMatchObject({ outcomes: [], failure: undefined, endedAt: minutes(10) })
    })
  )

  itEffect("stops at once while it is not known yet whether it is one", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [html(503)] })
      const source = Stream.concat(Stream.fromIterable(links(1)), Stream.never)
      const stopped = yield* ended(deleteLinks(source, { stop: Effect.sleep("10 minutes"), concurrency: 1 }), {
        server: world
      })
      expect(brief(stopped.outcomes)).toEqual(["lnk_1 Failed UnexpectedResponse 5"])
      expect(stopped.endedAt).toBe(minutes(10))
    })
  )
})

describe("a request that did not leave", () => {
  const minute: ReadonlyArray<Quota.Window> = [{ limit: 8, duration: "1 minute" }]

  const untilNext = Effect.gen(function* () {
    const { forecast } = yield* Quota.Quota
    return Duration.toMillis(DateTime.distance(yield* DateTime.now, yield* forecast(8)))
  })

  itEffect("takes nothing of the quota", () =>
    Effect.gen(function* () {
      const world = outage(0, 1, connectionRefused)
      const { endedAt } = yield* ended(run(8), { server: world, quota: Quota.layer(minute) })
      expect(askedFor(world).length).toBeGreaterThan(8)
      expect(endedAt).toBeLessThan(10_000)
    })
  )

  const noKey = Effect.fail(new ApiKey.ApiKeyUnavailable({ message: "The vault is sealed" }))

  itEffect("for want of a key takes nothing of the quota", () =>
    Effect.gen(function* () {
      const setting = { server: server(), quota: Quota.layer(minute), key: ApiKey.layerEffect(noKey) }
      const wait = yield* started(
        Effect.andThen(Effect.ignore(Stream.runDrain(run(1))), untilNext).pipe(Effect.provide(within(setting)))
      )
      yield* TestClock.adjust("1 hour")
      expect(yield* Fiber.join(wait)).toBe(0)
    })
  )

  itEffect("and was interrupted before is pending, and takes nothing of the quota", () =>
    Effect.gen(function* () {
      const told: Array<DeleteOutcome | InFlight> = []
      const { lines, wait } = yield* Effect.gen(function* () {
        const unreported = (links: ReadonlyArray<DeleteOutcome | InFlight>) => Effect.sync(() => told.push(...links))
        const fiber = yield* started(Stream.runDrain(run(3, { unreported })))
        yield* TestClock.adjust("5 seconds")
        yield* Fiber.interrupt(fiber)
        const { lines } = yield* Journal.Journal
        return { lines: yield* collect(lines), wait: yield* untilNext }
      }).pipe(
        Effect.provide(
          Layer.mergeAll(
            within({ server: server(), quota: Quota.layer(minute), key: ApiKey.layerEffect(Effect.never) }),
            Journal.layerMemory()
          )
        )
      )
      expect(told).toEqual([])
      expect(wait).toBe(0)
      expect(briefLines(lines)).toContain("outcome lnk_1 1 Interrupted NotDeleted")
    })
  )
})
