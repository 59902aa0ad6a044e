import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { ApiKeyUnavailable } from "../src/ApiKey.js"
import { deleteLinks, LinkPage, type ListedLink, listLinkPage, listLinkPages, listLinks } from "../src/Links.js"
import * as Quota from "../src/Quota.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { apiKey, otherKey } from "./fixtures.js"
import { listed, listing, listingOf, pageAsked, pageOf, pagesAsked, workspaceId } from "./listing.js"
import {
  after,
  always,
  connectionReset,
  deleted,
  documented,
  json,
  script,
  served,
  silence
} from "./scriptedTransport.js"
import { clientLayer, keysInTurn } from "./testClient.js"

const steady = RetryPolicy.exponential({ jitter: "none" })

const listUnder = (policy: RetryPolicy.Policy) =>
  Stream.provideSomeLayer(listLinks({ workspaceId }), RetryPolicy.layer(policy))

const idsOf = (links: ReadonlyArray<ListedLink>) => links.map(({ linkId }) => linkId)

const all = listed(45).map(({ linkId }) => linkId)

describe("listLinks", () => {
  it.effect("emits every link of every page, in the order of the API", () =>
    Effect.gen(function* () {
      const server = listing(() => listed(45))
      const { failure, items } = yield* listingOf(listLinks({ workspaceId }), server)
      expect({ failure, ids: idsOf(items) }).toEqual({ failure: undefined, ids: all })
      expect(server.requests.map(({ method, url }) => [method, url])).toEqual(
        [1, 2, 3].map((page) => [
          "GET",
          `https://api.userplane.io/api/v1/public/workspace/ws_abc123/links?page=${page}&per_page=20`
        ])
      )
    })
  )

  it.effect("passes on the fields that the API gives, and makes each link one that can be deleted", () =>
    Effect.gen(function* () {
      const link = { linkId: "lnk_1", linkTitle: "A title", meta: { views: [3] }, creator: null }
      const { items } = yield* listingOf(listLinks({ workspaceId }), script(pageOf({ links: [link] })))
      expect(items).toEqual([{ ...link, workspaceId }])
      const outcomes = deleteLinks(items).pipe(Stream.runCollect)
      const [outcome] = yield* Effect.provide(outcomes, clientLayer(script(deleted({ workspaceId, linkId: "lnk_1" }))))
      expect(outcome).toMatchObject({ _tag: "Deleted", workspaceId, linkId: "lnk_1" })
    })
  )

  it.effect.each([
    [1, [1]],
    [20, [1]],
    [21, [1, 2]],
    [45, [1, 2, 3]]
  ] as const)("asks for no page whose links are not asked for: %i links", ([count, pages]) =>
    Effect.gen(function* () {
      const server = listing(() => listed(60))
      const { items } = yield* listingOf(Stream.take(listLinks({ workspaceId }), count), server)
      expect(items).toHaveLength(count)
      expect(pagesAsked(server)).toEqual(pages)
    })
  )

  it.effect("asks for nothing before it is run, and from the beginning when it is run again", () =>
    Effect.gen(function* () {
      const server = listing(() => listed(45))
      const stream = listLinks({ workspaceId })
      expect(server.requests).toEqual([])
      yield* listingOf(stream, server)
      const { items } = yield* listingOf(stream, server)
      expect(idsOf(items)).toEqual(all)
      expect(pagesAsked(server)).toEqual([1, 2, 3, 1, 2, 3])
    })
  )

  it.effect("emits nothing of a workspace without links", () =>
    Effect.gen(function* () {
      const server = listing(() => [])
      expect(yield* listingOf(listLinks({ workspaceId }), server)).toMatchObject({ items: [], failure: undefined })
      expect(pagesAsked(server)).toEqual([1])
    })
  )

  it.effect("ends after an empty page, though the server always has more", () =>
    Effect.gen(function* () {
      const links = listed(20)
      const server = served(({ url }) =>
        pageOf({ links: pageAsked(url).page <= 2 ? links : [], total: 100, hasMore: true })
      )
      const { failure } = yield* listingOf(listLinks({ workspaceId }), server)
      expect({ failure, pages: pagesAsked(server) }).toEqual({ failure: undefined, pages: [1, 2, 3] })
    })
  )

  it.effect("emits a link once that moves to the next page meanwhile", () =>
    Effect.gen(function* () {
      const links = [...listed(40)]
      const server = listing(() => links)
      const stream = Stream.tap(listLinks({ workspaceId }), ({ linkId }) =>
        Effect.sync(() => linkId === "lnk_1" && links.unshift({ linkId: "lnk_new" }))
      )
      const { items } = yield* listingOf(stream, server)
      expect(idsOf(items)).toEqual(all.slice(0, 40))
    })
  )

  it.effect("begins with the page that it is told to, and asks for as many links a page", () =>
    Effect.gen(function* () {
      const server = listing(() => listed(45))
      const { items } = yield* listingOf(listLinks({ workspaceId, page: 3, perPage: 10 }), server)
      expect(idsOf(items)).toEqual(all.slice(20))
      expect(server.requests.map(({ url }) => pageAsked(url))).toEqual([3, 4, 5].map((page) => ({ page, perPage: 10 })))
    })
  )

  it.effect.each([
    [{ perPage: 0 }, "perPage"],
    [{ perPage: 21 }, "perPage"],
    [{ perPage: 2.5 }, "perPage"],
    [{ page: 0 }, "page"],
    [{ page: Number.NaN }, "page"],
    [{ workspaceId: "" }, "workspaceId"],
    [{ workspaceId: ".." }, "workspaceId"]
  ] as const)("fails before anything is sent where the page is %j", ([fields, field]) =>
    Effect.gen(function* () {
      const keys = keysInTurn(Effect.succeed(apiKey))
      const options = { workspaceId, ...fields }
      const error = yield* Stream.runDrain(listLinks(options)).pipe(
        Effect.flip,
        Effect.provide(clientLayer(script(), keys.layer))
      )
      expect(error).toMatchObject({ page: 1, perPage: 20, ...options, _tag: "InvalidPageRef", field, attempts: 0 })
      expect(keys.asked()).toBe(0)
    })
  )

  it.effect("emits the links of the pages before a failure, which names its page", () =>
    Effect.gen(function* () {
      const server = served(({ url }) =>
        pageAsked(url).page === 3 ? documented("WorkspaceGone") : pageOf({ links: listed(20), hasMore: true })
      )
      const { failure, items } = yield* listingOf(listLinks({ workspaceId }), server)
      expect(items).toHaveLength(20)
      expect(failure).toMatchObject({ _tag: "WorkspaceGone", status: 410, workspaceId, page: 3, perPage: 20 })
    })
  )
})

describe("listLinkPages", () => {
  it.effect("says of each page how many links there are, and whether more follow", () =>
    Effect.gen(function* () {
      const { items } = yield* listingOf(
        listLinkPages({ workspaceId }),
        listing(() => listed(45))
      )
      expect(
        items.map(({ hasMore, links, page, perPage, total }) => [page, perPage, links.length, total, hasMore])
      ).toEqual([
        [1, 20, 20, 45, true],
        [2, 20, 20, 45, true],
        [3, 20, 5, 45, false]
      ])
    })
  )

  it.effect("has a link on both pages that moves to the next one meanwhile", () =>
    Effect.gen(function* () {
      const links = [...listed(40)]
      const server = listing(() => links)
      const stream = Stream.tap(listLinkPages({ workspaceId }), ({ page }) =>
        Effect.sync(() => page === 1 && links.unshift({ linkId: "lnk_new" }))
      )
      const { items } = yield* listingOf(stream, server)
      expect(items.map((page) => page.links[0]?.linkId)).toEqual(["lnk_1", "lnk_20", "lnk_40"])
    })
  )
})

describe("listLinkPage", () => {
  it.effect("asks for one page, the first one unless told otherwise", () =>
    Effect.gen(function* () {
      const server = listing(() => listed(45))
      const pages = Effect.zip(listLinkPage({ workspaceId }), listLinkPage({ workspaceId, page: 2, perPage: 7 }))
      const [first, second] = yield* Effect.provide(pages, clientLayer(server))
      expect(idsOf(first.links)).toEqual(all.slice(0, 20))
      expect(idsOf(second.links)).toEqual(all.slice(7, 14))
      expect(second).toMatchObject({ workspaceId, page: 2, perPage: 7, total: 45, hasMore: true, attempts: 1 })
    })
  )

  it.effect("comes back from JSON as it went there, with the server's id of the request", () =>
    Effect.gen(function* () {
      const links = [{ linkId: "lnk_1", linkTitle: "A title", meta: {} }]
      const answer = json(
        200,
        { data: { workspaceId, links, pagination: { total: 1, hasMore: false } } },
        { "x-request-id": "req_1" }
      )
      const page = yield* Effect.provide(listLinkPage({ workspaceId }), clientLayer(script(answer)))
      expect(page.requestId).toBe("req_1")
      const encoded = JSON.stringify(Schema.encodeSync(LinkPage)(page))
      expect(yield* Schema.decode(Schema.parseJson(LinkPage))(encoded)).toEqual(page)
    })
  )

  it.effect("ends its request when it is interrupted", () =>
    Effect.gen(function* () {
      const server = script(silence)
      const fiber = yield* Effect.fork(Effect.provide(listLinkPage({ workspaceId }), clientLayer(server)))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      expect(server.interruptions).toEqual([1000])
    })
  )
})

describe("the retries of a listing", () => {
  it.effect("follow the policy, for each page anew", () =>
    Effect.gen(function* () {
      const page = { links: listed(20), hasMore: true }
      const server = script(
        documented("ServiceUnavailable"),
        pageOf(page),
        connectionReset,
        documented("RateLimited", { "retry-after": "5" }),
        pageOf({})
      )
      const { failure, sentAt } = yield* listingOf(listUnder(steady), server)
      expect({ failure, sentAt }).toEqual({ failure: undefined, sentAt: [0, 1000, 1000, 2000, 7000] })
      expect(pagesAsked(server)).toEqual([1, 1, 2, 2, 2])
    })
  )

  it.effect("are none under a policy of one request", () =>
    Effect.gen(function* () {
      const server = script(connectionReset)
      const { failure } = yield* listingOf(listUnder(RetryPolicy.none), server)
      expect(failure).toMatchObject({ _tag: "TransportError", reason: "ConnectionLost", attempts: 1, page: 1 })
      expect(failure).not.toHaveProperty("outcome")
      expect(failure).not.toHaveProperty("linkId")
    })
  )

  it.effect("ask the source of keys again where the key was rejected, once", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(Effect.succeed(apiKey), Effect.succeed(otherKey))
      const server = script(documented("ApiKeyExpired"), pageOf({}))
      const page = yield* Effect.provide(listLinkPage({ workspaceId }), clientLayer(server, keys.layer))
      expect(page).toMatchObject({ attempts: 2, links: [{ linkId: "lnk_1" }] })
    })
  )
})

describe("the quota of a listing", () => {
  const oneASecond = Quota.layer([{ limit: 1, duration: "1 second" }])

  it.effect("gives a permit for each request, retries included", () =>
    Effect.gen(function* () {
      const server = script(pageOf({ links: listed(20), hasMore: true }), documented("ServiceUnavailable"), pageOf({}))
      const quick = RetryPolicy.exponential({ jitter: "none", baseDelay: "1 millis" })
      const stream = listUnder(quick)
      expect((yield* listingOf(stream, server, oneASecond)).sentAt).toEqual([0, 1000, 2000])
    })
  )

  it.effect("is the documented one where none is provided", () =>
    Effect.gen(function* () {
      const server = served(({ url }) =>
        pageOf({ links: [{ linkId: url }], total: 121, hasMore: pageAsked(url).page < 121 })
      )
      const { items, sentAt } = yield* listingOf(listLinks({ workspaceId }), server)
      expect(items).toHaveLength(121)
      expect(sentAt[119]).toBe(0)
      expect(sentAt[120]).toBeGreaterThanOrEqual(60_000)
    })
  )

  it.effect("is not waited for by a single page", () =>
    Effect.gen(function* () {
      const server = listing(() => listed(1))
      const pages = Effect.replicateEffect(listLinkPage({ workspaceId }), 3)
      yield* Effect.provide(pages, Layer.merge(clientLayer(server), oneASecond))
      expect(server.requests.map(({ at }) => at)).toEqual([0, 0, 0])
    })
  )

  it.effect("is waited for without an end to the time that the policy allows", () =>
    Effect.gen(function* () {
      const slow = Quota.layer([{ limit: 1, duration: "10 minutes" }])
      const { failure, sentAt } = yield* listingOf(
        listLinks({ workspaceId }),
        listing(() => listed(40)),
        slow
      )
      expect({ failure, sentAt }).toEqual({ failure: undefined, sentAt: [0, 600_000] })
    })
  )

  it.effect("pauses for whoever shares it when a page is rate-limited", () =>
    Effect.gen(function* () {
      const server = script(documented("RateLimited", { "retry-after": "20" }), pageOf({}))
      const waits = Effect.gen(function* () {
        const fiber = yield* Effect.fork(Stream.runDrain(listLinks({ workspaceId })))
        yield* TestClock.adjust("1 second")
        const quota = yield* Quota.Quota
        const waited = yield* Effect.fork(quota.permit(({ waited }) => Effect.succeed(waited)))
        yield* TestClock.adjust("1 second")
        const wait = yield* quota.wait
        yield* TestClock.adjust("20 seconds")
        yield* Fiber.join(fiber)
        yield* Fiber.join(waited)
        return wait
      })
      const wait = yield* Effect.provide(waits, Layer.merge(clientLayer(server), Quota.layerUnlimited))
      expect(Option.getOrUndefined(wait)).toMatchObject({ reason: "Pause" })
    })
  )

  it.effect("does not count a request that could not be sent", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(Effect.fail(new ApiKeyUnavailable({ message: "sealed" })), Effect.succeed(apiKey))
      const server = script(pageOf({}))
      const fiber = yield* Stream.runDrain(listLinks({ workspaceId })).pipe(
        RetryPolicy.within(RetryPolicy.exponential({ jitter: "none", baseDelay: "1 millis" })),
        Effect.provide(Layer.merge(clientLayer(server, keys.layer), oneASecond)),
        Effect.fork
      )
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      expect(server.requests.map(({ at }) => at)).toEqual([1])
    })
  )

  it.effect("learns of an outage from the pages that nobody answers", () =>
    Effect.gen(function* () {
      const server = always(after("1 second", connectionReset))
      const outage = Effect.gen(function* () {
        const quota = yield* Quota.Quota
        const listings = Effect.forEach(
          ["ws_1", "ws_2"],
          (workspaceId) => Effect.fork(Effect.exit(Stream.runDrain(listLinks({ workspaceId })))),
          { concurrency: "unbounded" }
        )
        const fibers = yield* listings
        yield* TestClock.adjust("10 seconds")
        const wait = yield* quota.wait
        yield* Fiber.interruptAll(fibers)
        return wait
      })
      const wait = yield* Effect.provide(outage, Layer.merge(clientLayer(server), Quota.layerUnlimited))
      expect(Option.getOrUndefined(wait)).toMatchObject({ reason: "Outage", outage: { message: "read ECONNRESET" } })
    })
  )
})
