import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { pipe } from "effect/Function"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { deleteLinks, type LinkRef } from "../src/Links.js"
import * as Quota from "../src/Quota.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { askedFor, brief, ended, links, type Run, server, within, workspaceId } from "./bulkRun.js"
import { after, connectionReset, deleted, documented, html } from "./scriptedTransport.js"

const gone = documented("LinkGone")
const unavailable = documented("ServiceUnavailable")

const steady = RetryPolicy.exponential({ jitter: "none" })

const underPolicy = <A, E, R>(policy: RetryPolicy.Policy, stream: Stream.Stream<A, E, R>) =>
  Stream.provideSomeLayer(stream, RetryPolicy.layer(policy))

describe("deleteLinks", () => {
  it.effect("deletes each link, and says so", () =>
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

  it.effect.each(forms)("takes %s", ([, form]) =>
    Effect.gen(function* () {
      const run = yield* ended(form(links(5)), { server: server() })
      expect(run.outcomes.map(({ linkId }) => linkId)).toEqual(["lnk_1", "lnk_2", "lnk_3", "lnk_4", "lnk_5"])
    })
  )

  it.effect("tells a link that was gone before from one that it deleted", () =>
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

  it.effect("keeps as many links under way as the concurrency says", () =>
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

  it.effect("reports each link as its outcome is known", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [after("10 seconds", deleted({ workspaceId, linkId: "lnk_1" }))] })
      const run = yield* ended(deleteLinks(links(3), { concurrency: 2 }), { server: world })
      expect(run.outcomes.map(({ linkId }) => linkId)).toEqual(["lnk_2", "lnk_3", "lnk_1"])
    })
  )

  it.effect("sends a link once that comes twice, in flight, settled or failed", () =>
    Effect.gen(function* () {
      const [one, two, three] = links(3)
      const world = server({ lnk_2: [documented("LinkDeleteForbidden")], lnk_3: [html(403)] })
      const twice = [one, two, three, one, one, two, three].flatMap((link) => (link === undefined ? [] : [link]))
      const run = yield* ended(deleteLinks([...twice, ...twice], { concurrency: 2 }), { server: world })
      expect(askedFor(world)).toEqual(["lnk_1", "lnk_2", "lnk_3"])
      expect(run.outcomes).toHaveLength(3)
    })
  )

  it.effect("sends nothing for an id that cannot be named in a URL", () =>
    Effect.gen(function* () {
      const world = server()
      const bad = { workspaceId, linkId: ".." }
      const run = yield* ended(deleteLinks([bad, ...links(1), bad]), { server: world })
      expect(brief(run.outcomes)).toEqual([".. Failed InvalidLinkRef 0", "lnk_1 Deleted Reply 1"])
    })
  )

  it.effect.each([0, -1, 1.5, Number.NaN])("takes a concurrency of %d for a defect", (concurrency) =>
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

  it.effect("is no more than is asked for", () =>
    Effect.gen(function* () {
      const source = counted()
      const world = server()
      yield* ended(deleteLinks(source.links, { concurrency: 1 }).pipe(Stream.take(5)), { server: world })
      expect(world.requests).toHaveLength(5)
      expect(source.pulled()).toBe(5)
      expect(source.ended()).toBe(true)
    })
  )

  it.effect("is no more than is asked for and may be under way", () =>
    Effect.gen(function* () {
      const source = counted()
      const world = server()
      yield* ended(deleteLinks(source.links, { concurrency: 8 }).pipe(Stream.take(5)), { server: world })
      expect(source.pulled()).toBeLessThanOrEqual(5 + 8 - 1)
    })
  )

  it.effect("stays so while the quota is waited for", () =>
    Effect.gen(function* () {
      const source = counted()
      const world = server()
      const setting = { server: world, quota: Quota.layer([{ limit: 10, duration: "1 minute" }]) }
      const fiber = yield* Effect.fork(
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
  it.effect("each take a permit of the quota", () =>
    Effect.gen(function* () {
      const world = server({ lnk_1: [unavailable, unavailable, deleted({ workspaceId, linkId: "lnk_1" })] })
      const quota = Quota.layer([{ limit: 2, duration: "1 minute" }])
      const run = yield* ended(underPolicy(steady, deleteLinks(links(1))), { server: world, quota })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 3"])
      expect(world.requests.map(({ at }) => at)).toEqual([0, 1000, 60_000])
    })
  )

  it.effect("find the time that they waited for the quota outside of the total timeout", () =>
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
