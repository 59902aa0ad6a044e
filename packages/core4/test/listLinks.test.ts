import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { describe, expect } from "vitest"
import { type ListLinksOptions, listLinkPage, listLinkPages, listLinks } from "../src/Links.js"
import * as Quota from "../src/Quota.js"
import { itEffect } from "./runTest.js"
import { type Answer, always, documented, json, served } from "./scriptedTransport.js"
import { clientLayer } from "./testClient.js"

const workspaceId = "ws_abc123"

const listed = (count: number) => Array.from({ length: count }, (_, index) => ({ linkId: `lnk_${index + 1}` }))

const all = listed(45).map(({ linkId }) => linkId)

/** A page as the API gives it. */
const pageOf = (page: number, perPage: number): Answer => {
  const links = listed(45).slice((page - 1) * perPage, page * perPage)
  const pagination = { total: 45, hasMore: page * perPage < 45 }
  return json(200, { message: "Links", data: { workspaceId, links, pagination } })
}

/** A server with 45 links. */
const listing = () =>
  served(({ url }) => {
    const query = new URL(url).searchParams
    return pageOf(Number(query.get("page")), Number(query.get("per_page")))
  })

describe("listLinks", () => {
  itEffect("emits every link of every page, in the order of the API, each as one that can be deleted", () => {
    const server = listing()
    return Effect.gen(function* () {
      const links = yield* Stream.runCollect(listLinks({ workspaceId }))
      expect(links).toEqual(all.map((linkId) => ({ workspaceId, linkId })))
      expect(server.requests.map(({ method, url }) => [method, url])).toEqual(
        [1, 2, 3].map((page) => [
          "GET",
          `https://api.userplane.io/api/v1/public/workspace/ws_abc123/links?page=${page}&per_page=20`
        ])
      )
    }).pipe(Effect.provide(clientLayer(server)))
  })

  itEffect.each([
    { count: 1, pages: 1 },
    { count: 20, pages: 1 },
    { count: 21, pages: 2 }
  ])("asks for no page whose links are not asked for: $count links, $pages pages", ({ count, pages }) => {
    const server = listing()
    return Effect.gen(function* () {
      expect(yield* Stream.runCollect(Stream.take(listLinks({ workspaceId }), count))).toHaveLength(count)
      expect(server.requests).toHaveLength(pages)
    }).pipe(Effect.provide(clientLayer(server)))
  })

  itEffect("takes a permit of the quota for every request", () => {
    const server = listing()
    return Effect.gen(function* () {
      const quota = yield* Quota.Quota
      yield* Stream.runDrain(listLinkPages({ workspaceId, perPage: 20 }))
      // Three of the three permits are taken: the next request waits for the whole window.
      const next = yield* quota.forecast(1)
      expect(next.epochMilliseconds).toBeGreaterThanOrEqual(60_000)
    }).pipe(Effect.provide(Layer.merge(clientLayer(server), Quota.layer([{ limit: 3, duration: "1 minute" }]))))
  })

  itEffect("fails with the failure of a listing, which names the page", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Stream.runCollect(listLinks({ workspaceId, page: 3 })))
      expect(error).toMatchObject({ _tag: "NotAMember", workspaceId, page: 3, perPage: 20, attempts: 1 })
      expect(error).not.toHaveProperty("outcome")
    }).pipe(Effect.provide(clientLayer(always(documented("NotAMember")))))
  )
})

describe("listLinkPage", () => {
  itEffect("gives one page, with what it says beside its links", () =>
    Effect.gen(function* () {
      const page = yield* listLinkPage({ workspaceId, page: 3 })
      expect(page).toMatchObject({ workspaceId, page: 3, perPage: 20, total: 45, hasMore: false, attempts: 1 })
      expect(page.links).toHaveLength(5)
    }).pipe(Effect.provide(clientLayer(listing())))
  )

  const unlistable: ReadonlyArray<Partial<ListLinksOptions>> = [{ page: 0 }, { perPage: 21 }, { workspaceId: ".." }]

  itEffect.each(unlistable)("sends nothing for %j", (options) => {
    const server = listing()
    return Effect.gen(function* () {
      const error = yield* Effect.flip(listLinkPage({ workspaceId, ...options }))
      expect(error).toMatchObject({ _tag: "InvalidPageRef", attempts: 0 })
      expect(server.requests).toEqual([])
    }).pipe(Effect.provide(clientLayer(server)))
  })
})
