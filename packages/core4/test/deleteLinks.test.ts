import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { pipe } from "effect/Function"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import * as Journal from "../src/Journal.js"
import { type DeleteOutcome, deleteLinks, type InFlight, type LinkRef } from "../src/Links.js"
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
  type Run,
  server,
  started,
  within,
  workspaceId
} from "./bulkRun.js"
import { apiKey, otherKey } from "./fixtures.js"
import { itEffect } from "./runTest.js"
import { after, connectionReset, deleted, documented } from "./scriptedTransport.js"
import { keysInTurn } from "./testClient.js"

const gone = documented("LinkGone")
const limited = documented("RateLimited")
const unavailable = documented("ServiceUnavailable")

const steady = RetryPolicy.exponential({ jitter: "none" })

const underPolicy = <A, E, R>(policy: RetryPolicy.Policy, stream: Stream.Stream<A, E, R>) =>
  Stream.provide(stream, RetryPolicy.layer(policy))

describe("deleteLinks", () => {
  itEffect("deletes each link, and says so", () =>
    Effect.gen(function* () {
      const world = server()
      const run = yield* ended(deleteLinks(links(3)), { server: world })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 1", "lnk_2 Deleted Reply 1", "lnk_3 Deleted Reply 1"])
      expect(run.failure).toBeUndefined()
      expect(askedFor(world)).toEqual(["lnk_1", "lnk_2", "lnk_3"])
    })
  )

  const forms: ReadonlyArray<readonly [string, (refs: ReadonlyArray<LinkRef>) => Run<never>]> = [
    ["an iterable", (refs) => deleteLinks(refs)],
    ["a set, with options", (refs) => deleteLinks(new Set(refs), { concurrency: 1 })],
    ["a stream", (refs) => deleteLinks(Stream.fromIterable(refs))],
    ["a pipe of a stream", (refs) => Stream.fromIterable(refs).pipe(deleteLinks({ concurrency: 2 }))],
    ["a pipe of an iterable", (refs) => pipe(refs, deleteLinks())]
  ]

  itEffect.each(forms)("takes %s", ([, form]) =>
    Effect.gen(function* () {
      const run = yield* ended(form(links(5)), { server: server() })
      expect(run.outcomes.map(({ linkId }) => linkId)).toEqual(["lnk_1", "lnk_2", "lnk_3", "lnk_4", "lnk_5"])
    })
  )

  itEffect("tells a link that was gone before from one that it deleted", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [gone], lnk_2: [connectionReset, gone], lnk_3: [documented("LinkNotFound")] })
      const run = yield* ended(deleteLinks(links(3), { concurrency: 1 }), { server: world })
      expect(brief(run.outcomes)).toEqual([
        "lnk_1 AlreadyGone LinkGone 1",
        "lnk_2 Deleted GoneAfterLostReply 2",
        "lnk_3 Failed LinkNotFound 1"
      ])
    })
  )

  itEffect("keeps as many links under way as the concurrency says", () =>
    Effect.gen(function* () {
      const slow = Object.fromEntries(
        links(6).map((link) => [link.linkId, [after("10 seconds", deleted(link))]] as const)
      )
      const world = server(slow)
      const run = yield* ended(deleteLinks(links(6), { concurrency: 3 }), { server: world })
      expect(run.endedAt).toBe(20_000)
      expect(world.requests.map(({ at }) => at)).toEqual([0, 0, 0, 10_000, 10_000, 10_000])
    })
  )

  itEffect("reports each link as its outcome is known", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [after("10 seconds", deleted({ workspaceId, linkId: "lnk_1" }))] })
      const run = yield* ended(deleteLinks(links(3), { concurrency: 2 }), { server: world })
      expect(run.outcomes.map(({ linkId }) => linkId)).toEqual(["lnk_2", "lnk_3", "lnk_1"])
    })
  )

  itEffect("sends a link once that comes twice, in flight, settled or failed", () =>
    Effect.gen(function* () {
      const [one, two, three] = links(3)
      const world = server({ lnk_2: [documented("LinkDeleteForbidden")], lnk_3: [html(403)] })
      const twice = [one, two, three, one, one, two, three].flatMap((link) => (link === undefined ? [] : [link]))
      const run = yield* ended(deleteLinks([...twice, ...twice], { concurrency: 2 }), { server: world })
      expect(askedFor(world)).toEqual(["lnk_1", "lnk_2", "lnk_3"])
      expect(run.outcomes).toHaveLength(3)
    })
  )

  itEffect("sends nothing for an id that cannot be named in a URL", () =>
    Effect.gen(function* () {
      const world = server()
      const bad = { workspaceId, linkId: ".." }
      const run = yield* ended(deleteLinks([bad, ...links(1), bad]), { server: world })
      expect(brief(run.outcomes)).toEqual([".. Failed InvalidLinkRef 0", "lnk_1 Deleted Reply 1"])
    })
  )

  itEffect.each([0, -1, 1.5, Number.NaN])("takes a concurrency of %d for a defect", (concurrency) =>
    Effect.gen(function* () {
      const exit = yield* deleteLinks(links(1), { concurrency }).pipe(
        Stream.runDrain,
        Effect.provide(within({ server: server() })),
        Effect.exit
      )
      expect(Exit.isFailure(exit) && Cause.pretty(exit.cause)).toContain(`whole number from 1, not ${concurrency}`)
    })
  )
})

describe("what is pulled", () => {
  const counted = () => {
    let pulled = 0
    let ended = false
    function* endless() {
      try {
        for (;;) {
          pulled += 1
          yield { workspaceId, linkId: `lnk_${pulled}` }
        }
      } finally {
        ended = true
      }
    }
    return { links: endless(), pulled: () => pulled, ended: () => ended }
  }

  itEffect("is no more than is asked for", () =>
    Effect.gen(function* () {
      const source = counted()
      const world = server()
      yield* ended(deleteLinks(source.links, { concurrency: 1 }).pipe(Stream.take(5)), { server: world })
      expect(world.requests).toHaveLength(5)
      expect(source.pulled()).toBe(5)
      expect(source.ended()).toBe(true)
    })
  )

  itEffect("is no more than is asked for and may be under way", () =>
    Effect.gen(function* () {
      const source = counted()
      const world = server()
      yield* ended(deleteLinks(source.links, { concurrency: 8 }).pipe(Stream.take(5)), { server: world })
      expect(source.pulled()).toBeLessThanOrEqual(5 + 8 - 1)
    })
  )

  itEffect("stays so while the quota is waited for", () =>
    Effect.gen(function* () {
      const source = counted()
      const world = server()
      const setting = { server: world, quota: Quota.layer([{ limit: 10, duration: "1 minute" }]) }
      const fiber = yield* started(
        Effect.provide(Stream.runDrain(deleteLinks(source.links, { concurrency: 4 })), within(setting))
      )
      yield* TestClock.adjust("59 seconds")
      expect(world.requests).toHaveLength(10)
      expect(source.pulled()).toBe(14)
      yield* Fiber.interrupt(fiber)
    })
  )
})

describe("retries", () => {
  itEffect("each take a permit of the quota", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [unavailable, unavailable, deleted({ workspaceId, linkId: "lnk_1" })] })
      const quota = Quota.layer([{ limit: 2, duration: "1 minute" }])
      const run = yield* ended(underPolicy(steady, deleteLinks(links(1))), { server: world, quota })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 3"])
      expect(world.requests.map(({ at }) => at)).toEqual([0, 1000, 60_000])
    })
  )

  itEffect("find the time that they waited for the quota outside of the total timeout", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.exponential({ jitter: "none", totalTimeout: "10 seconds" })
      const world = server({ lnk_2: [unavailable, unavailable, deleted({ workspaceId, linkId: "lnk_2" })] })
      const run = yield* ended(underPolicy(policy, deleteLinks(links(2), { concurrency: 1 })), {
        server: world,
        quota: Quota.layer([{ limit: 1, duration: "1 hour" }])
      })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 1", "lnk_2 Deleted Reply 3"])
      expect(run.endedAt).toBe(3 * 3600 * 1000)
      expect(run.outcomes.map(({ waited }) => Duration.toMillis(waited))).toEqual([0, 3 * 3600 * 1000 - 3000])
    })
  )
})

describe("a 429", () => {
  itEffect("pauses every link, and is no failed attempt of its own", () =>
    Effect.gen(function* () {
      const once = RetryPolicy.exponential({ jitter: "none", maxAttempts: 2 })
      const withRetryAfter = documented("RateLimited", { "retry-after": "40" })
      const world = server({
        lnk_1: [withRetryAfter, limited, limited, unavailable, deleted({ workspaceId, linkId: "lnk_1" })]
      })
      const run = yield* ended(underPolicy(once, deleteLinks(links(3), { concurrency: 1 })), { server: world })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 5", "lnk_2 Deleted Reply 1", "lnk_3 Deleted Reply 1"])
      // The retry-after, a minute since the second in a row came without one, two minutes, and the backoff of a retry.
      expect(world.requests.map(({ at }) => at / 1000)).toEqual([0, 40, 100, 220, 221, 221, 221])
    })
  )

  itEffect("stands under a policy of one request", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [limited] })
      const run = yield* ended(underPolicy(RetryPolicy.none, deleteLinks(links(2), { concurrency: 1 })), {
        server: world
      })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Failed RateLimited 1", "lnk_2 Deleted Reply 1"])
      expect(world.requests.map(({ at }) => at)).toEqual([0, 1000])
    })
  )

  itEffect("stands when the schedule has ended", () =>
    Effect.gen(function* () {
      const twice = RetryPolicy.fromSchedule(Schedule.recurs(2))
      const run = yield* ended(underPolicy(twice, deleteLinks(links(1))), { server: server({ lnk_1: [limited] }) })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Failed RateLimited 3"])
    })
  )

  itEffect("of a gateway counts too, and the time it takes is not the call's", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.exponential({ jitter: "none", totalTimeout: "10 seconds" })
      const slow = after("8 seconds", html(429))
      const world = server({ lnk_1: [slow, slow, slow, after("8 seconds", deleted({ workspaceId, linkId: "lnk_1" }))] })
      const run = yield* ended(underPolicy(policy, deleteLinks(links(1))), { server: world })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 4"])
    })
  )
})

describe("a failure that every other link would meet", () => {
  const stopping = [
    "ApiKeyRequired",
    "ApiKeyInvalid",
    "ApiKeyExpired",
    "ApiKeyDisabled",
    "NotAMember",
    "WorkspaceNotFound",
    "WorkspaceGone"
  ] as const

  itEffect.each(stopping)("stops the run: %s", (tag) =>
    Effect.gen(function* () {
      const late = after("10 seconds", deleted({ workspaceId, linkId: "lnk_2" }))
      const world = server({ lnk_1: [after("1 second", documented(tag))], lnk_2: [late] })
      const run = yield* ended(deleteLinks(links(9), { concurrency: 2 }), { server: world })
      expect(brief(run.outcomes)).toEqual([`lnk_1 Failed ${tag} 1`, "lnk_2 Deleted Reply 1"])
      expect(run.failure).toMatchObject({ _tag: "RunStopped", cause: { _tag: tag } })
      expect(askedFor(world)).toEqual(["lnk_1", "lnk_2"])
    })
  )

  itEffect("does not stop it when there is another key by then", () =>
    Effect.gen(function* () {
      const world = server({
        lnk_1: [documented("ApiKeyExpired"), deleted({ workspaceId, linkId: "lnk_1" })]
      })
      const keys = keysInTurn(Effect.succeed(apiKey), Effect.succeed(otherKey))
      const quota = Quota.layer([{ limit: 1, duration: "1 minute" }])
      const run = yield* ended(deleteLinks(links(1)), { server: world, key: keys.layer, quota })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 2"])
      expect(world.requests.map(({ at }) => at)).toEqual([0, 60_000])
    })
  )

  itEffect("stops it when the key cannot be had", () =>
    Effect.gen(function* () {
      const key = ApiKey.layerEffect(Effect.fail("no vault"))
      const run = yield* ended(deleteLinks(links(3), { concurrency: 1 }), { server: server(), key })
      expect(run.outcomes).toHaveLength(1)
      expect(run.failure).toMatchObject({ _tag: "RunStopped", cause: { reason: "ApiKeyUnavailable" } })
    })
  )

  itEffect("ends what waits for a backoff with the failure that it had", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [unavailable], lnk_2: [after("500 millis", documented("NotAMember"))] })
      const run = yield* ended(underPolicy(steady, deleteLinks(links(2))), { server: world })
      expect(brief(run.outcomes).toSorted()).toEqual(["lnk_1 Failed ServiceUnavailable 1", "lnk_2 Failed NotAMember 1"])
      expect(run.endedAt).toBe(500)
    })
  )

  itEffect("gives up what waits for the quota, as if it had not been pulled", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [after("5 seconds", documented("NotAMember"))] })
      const quota = Quota.layer([{ limit: 1, duration: "1 day" }])
      const run = yield* ended(deleteLinks(links(9)), { server: world, quota })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Failed NotAMember 1"])
      expect(run.endedAt).toBe(5000)
    })
  )
})

describe("a failure of the links' own stream", () => {
  itEffect("ends the run after what is in flight", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [after("10 seconds", deleted({ workspaceId, linkId: "lnk_1" }))] })
      const source = Stream.concat(Stream.fromIterable(links(2)), Stream.fail("no more"))
      const run = yield* ended(deleteLinks(source), { server: world })
      expect(brief(run.outcomes)).toEqual(["lnk_2 Deleted Reply 1", "lnk_1 Deleted Reply 1"])
      expect(run).toMatchObject({ failure: "no more", endedAt: 10_000 })
    })
  )

  itEffect("may be a defect", () =>
    Effect.gen(function* () {
      const exit = yield* deleteLinks(Stream.die(new Error("broken source"))).pipe(
        Stream.runDrain,
        Effect.provide(within({ server: server() })),
        Effect.exit
      )
      expect(Exit.isFailure(exit) && Cause.pretty(exit.cause)).toContain("broken source")
    })
  )

  itEffect("is not the same as a defect of the transport, which ends the run as well", () =>
    Effect.gen(function* () {
      const told: Array<DeleteOutcome | InFlight> = []
      const exit = yield* deleteLinks(links(9), {
        concurrency: 1,
        unreported: (links) => Effect.sync(() => told.push(...links))
      }).pipe(
        Stream.runDrain,
        Effect.provide(within({ server: server({ lnk_1: [() => Effect.die(new Error("broken transport"))] }) })),
        Effect.exit
      )
      expect(Exit.isFailure(exit) && Cause.pretty(exit.cause)).toContain("broken transport")
      expect(told).toMatchObject([{ _tag: "InFlight", linkId: "lnk_1", requests: 1, outcome: "Unknown" }])
    })
  )
})

const slowly = (linkId: string) => after("10 seconds", deleted({ workspaceId, linkId }))

describe("the effect that stops a run", () => {
  itEffect("lets what is in flight finish, and sends nothing more", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [slowly("lnk_1")], lnk_2: [slowly("lnk_2")] })
      const run = yield* ended(deleteLinks(links(9), { concurrency: 2, stop: Effect.sleep("5 seconds") }), {
        server: world
      })
      expect(brief(run.outcomes).toSorted()).toEqual(["lnk_1 Deleted Reply 1", "lnk_2 Deleted Reply 1"])
      expect(run).toMatchObject({ failure: undefined, endedAt: 10_000 })
    })
  )

  itEffect("does not wait for the quota, for a backoff or for the next link", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [unavailable] })
      const source = Stream.concat(Stream.fromIterable(links(1)), Stream.never)
      const policy = RetryPolicy.exponential({ jitter: "none", baseDelay: "30 seconds" })
      const run = yield* ended(underPolicy(policy, deleteLinks(source, { stop: Effect.sleep("5 seconds") })), {
        server: world
      })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Failed ServiceUnavailable 1"])
      expect(run).toMatchObject({ failure: undefined, endedAt: 5000 })
    })
  )

  itEffect("makes no further attempt for what was in flight", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [after("10 seconds", limited)], lnk_2: [after("10 seconds", unavailable)] })
      const run = yield* ended(underPolicy(steady, deleteLinks(links(2), { stop: Effect.sleep("5 seconds") })), {
        server: world
      })
      expect(brief(run.outcomes).toSorted()).toEqual([
        "lnk_1 Failed RateLimited 1",
        "lnk_2 Failed ServiceUnavailable 1"
      ])
      expect(world.requests).toHaveLength(2)
    })
  )

  itEffect("may fail, and stops the run all the same", () =>
    Effect.gen(function* () {
      const run = yield* ended(deleteLinks(Stream.never, { stop: Effect.fail("enough") }), { server: server() })
      expect(run).toMatchObject({ failure: undefined, outcomes: [], endedAt: 0 })
    })
  )
})

describe("a stream that is given up", () => {
  itEffect("names every link that was sent and not reported", () =>
    Effect.gen(function* () {
      const told: Array<DeleteOutcome | InFlight> = []
      const reported: Array<string> = []
      const world = server({ lnk_2: [slowly("lnk_2")], lnk_3: [unavailable], lnk_4: [slowly("lnk_4")] })
      const run = deleteLinks(links(9), {
        concurrency: 5,
        unreported: (links) => Effect.sync(() => told.push(...links))
      }).pipe(
        // The consumer hangs at the first outcome, while others come in.
        Stream.tap(({ linkId }) =>
          Effect.andThen(
            Effect.sync(() => reported.push(linkId)),
            Effect.never
          )
        )
      )
      const fiber = yield* started(Effect.provide(Stream.runDrain(underPolicy(steady, run)), within({ server: world })))
      yield* TestClock.adjust(500)
      yield* Fiber.interrupt(fiber)
      expect(reported).toEqual(["lnk_1"])
      const names = told.map((link) => `${link.linkId} ${link._tag}`).toSorted()
      expect(names).toEqual(["lnk_2 InFlight", "lnk_3 Failed", "lnk_4 InFlight", "lnk_5 Deleted"])
      expect(askedFor(world)).toEqual(["lnk_1", "lnk_2", "lnk_3", "lnk_4", "lnk_5"])
    })
  )

  itEffect("tells nobody when there is nothing to tell", () =>
    Effect.gen(function* () {
      let told = 0
      const unreported = () =>
        Effect.sync(() => {
          told += 1
        })
      yield* ended(deleteLinks(links(3), { unreported }), { server: server() })
      expect(told).toBe(0)
    })
  )

  itEffect("leaves a line for each request that it interrupts", () =>
    Effect.gen(function* () {
      const journal = yield* Journal.Journal
      const world = server({ lnk_1: [slowly("lnk_1")] })
      const fiber = yield* deleteLinks(links(1)).pipe(
        Stream.runDrain,
        Effect.provide(within({ server: world })),
        started
      )
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.interrupt(fiber)
      expect(briefLines(yield* collect(journal.lines))).toEqual([
        "run",
        "sending lnk_1 1",
        "outcome lnk_1 1 Interrupted Unknown"
      ])
    }).pipe(Effect.provide(Journal.layerMemory()))
  )
})
