/** The pages that a listing asks for and what it makes of them, stated once for every client. */
import { describe, expect, it } from "vitest"
import { type DocumentedFailure, deleted, documentedAs, silence } from "./Answers.js"
import { ordinaryLink } from "./Client.js"
import { failureClasses } from "./FailureClasses.js"
import {
  inTurn,
  type ListingClient,
  type ListOptions,
  listed,
  listing,
  pageAsked,
  pageOf,
  pagesAsked
} from "./Listing.js"

const { workspaceId } = ordinaryLink

const all = listed(45).map(({ linkId }) => linkId)

const idsOf = (links: ReadonlyArray<Readonly<Record<string, unknown>>>) => links.map(({ linkId }) => linkId)

/** Declares the tests of a client. `listErrors` are the tags that the listing documents. */
export const listedLinks = (
  client: ListingClient,
  catalogue: ReadonlyArray<DocumentedFailure>,
  listErrors: ReadonlyArray<string>
): void => {
  const failureOf = (tag: string) => documentedAs(catalogue, tag)

  describe("listLinks", () => {
    it("emits every link of every page, in the order of the API", async () => {
      const { failure, items, requests } = await client({ server: listing(() => listed(45)) })
      expect({ failure, ids: idsOf(items) }).toEqual({ failure: undefined, ids: all })
      expect(requests.map(({ method, url }) => [method, url])).toEqual(
        [1, 2, 3].map((page) => [
          "GET",
          `https://api.userplane.io/api/v1/public/workspace/ws_abc123/links?page=${page}&per_page=20`
        ])
      )
    })

    it("passes on the fields that the API gives", async () => {
      const link = { linkId: "lnk_1", linkTitle: "A title", meta: { views: [3] }, creator: null }
      const { items } = await client({ server: inTurn(pageOf({ links: [link] })) })
      expect(items).toEqual([{ ...link, workspaceId }])
    })

    it("makes each link one that can be deleted", async () => {
      const link = { workspaceId, linkId: "lnk_1" }
      const { items } = await client({ server: inTurn(pageOf(), deleted(link)), as: "deletions" })
      expect(items).toMatchObject([{ _tag: "Deleted", ...link }])
    })

    it.for([
      { count: 1, pages: [1] },
      { count: 20, pages: [1] },
      { count: 21, pages: [1, 2] },
      { count: 45, pages: [1, 2, 3] }
    ])("asks for no page whose links are not asked for: $count links", async ({ count, pages }) => {
      const ended = await client({ server: listing(() => listed(60)), take: count })
      expect(ended.items).toHaveLength(count)
      expect(pagesAsked(ended)).toEqual(pages)
    })

    it("asks for nothing before it is run, and from the beginning when it is run again", async () => {
      const ended = await client({ server: listing(() => listed(45)), runs: 2 })
      expect(idsOf(ended.items)).toEqual(all)
      expect(pagesAsked(ended)).toEqual([1, 2, 3, 1, 2, 3])
    })

    it("emits nothing of a workspace without links", async () => {
      const ended = await client({ server: listing(() => []) })
      expect(ended.failure).toBeUndefined()
      expect(ended.items).toEqual([])
      expect(pagesAsked(ended)).toEqual([1])
    })

    it("ends after an empty page, though the server always has more", async () => {
      const links = listed(20)
      const ended = await client({
        server: ({ page }) => pageOf({ links: page <= 2 ? links : [], total: 100, hasMore: true })
      })
      expect(ended.failure).toBeUndefined()
      expect(pagesAsked(ended)).toEqual([1, 2, 3])
    })

    it("emits a link once that moves to the next page meanwhile", async () => {
      const links = [...listed(40)]
      const { items } = await client({
        server: listing(() => links),
        onItem: ({ linkId }) => {
          if (linkId === "lnk_1") links.unshift({ linkId: "lnk_new" })
        }
      })
      expect(idsOf(items)).toEqual(all.slice(0, 40))
    })

    it("begins with the page that it is told to, and asks for as many links a page", async () => {
      const ended = await client({ server: listing(() => listed(45)), options: { page: 3, perPage: 10 } })
      expect(idsOf(ended.items)).toEqual(all.slice(20))
      expect(ended.requests.map(({ url }) => pageAsked(url))).toEqual([3, 4, 5].map((page) => ({ page, perPage: 10 })))
    })

    const unlistable: ReadonlyArray<readonly [options: ListOptions, field: string]> = [
      [{ perPage: 0 }, "perPage"],
      [{ perPage: 21 }, "perPage"],
      [{ perPage: 2.5 }, "perPage"],
      [{ page: 0 }, "page"],
      [{ page: Number.NaN }, "page"],
      [{ workspaceId: "" }, "workspaceId"],
      [{ workspaceId: ".." }, "workspaceId"]
    ]

    it.for(unlistable)("fails before anything is sent where the page is %j", async ([options, field]) => {
      for (const as of ["links", "page"] as const) {
        const { failure, keysAsked, requests } = await client({ server: inTurn(), options, as })
        const ref = { workspaceId, page: 1, perPage: 20, ...options }
        expect(failure).toMatchObject({ ...ref, _tag: "InvalidPageRef", field, attempts: 0 })
        expect({ keysAsked, requests }).toEqual({ keysAsked: 0, requests: [] })
      }
    })

    it("emits the links of the pages before a failure, which names its page", async () => {
      const { failure, items } = await client({
        server: ({ page }) => (page === 3 ? failureOf("WorkspaceGone") : pageOf({ links: listed(20), hasMore: true }))
      })
      expect(items).toHaveLength(20)
      expect(failure).toMatchObject({ _tag: "WorkspaceGone", status: 410, workspaceId, page: 3, perPage: 20 })
    })
  })

  describe("listLinkPages", () => {
    it("says of each page how many links there are, and whether more follow", async () => {
      const { items } = await client({ server: listing(() => listed(45)), as: "pages" })
      const page = { perPage: 20, total: 45, attempts: 1 }
      expect(items).toMatchObject([
        { ...page, page: 1, links: listed(20), hasMore: true },
        { ...page, page: 2, hasMore: true },
        { ...page, page: 3, links: listed(45).slice(40), hasMore: false }
      ])
    })

    it("has a link on both pages that moves to the next one meanwhile", async () => {
      const links = [...listed(40)]
      const { items } = await client({
        server: listing(() => links),
        as: "pages",
        onItem: ({ page }) => {
          if (page === 1) links.unshift({ linkId: "lnk_new" })
        }
      })
      expect(items).toMatchObject(
        ["lnk_1", "lnk_20", "lnk_40"].map((linkId) => ({ links: expect.arrayContaining([{ linkId, workspaceId }]) }))
      )
      expect(items).toHaveLength(3)
    })
  })

  describe("listLinkPage", () => {
    it("asks for one page, the first one unless told otherwise", async () => {
      const server = listing(() => listed(45))
      const first = await client({ server, as: "page" })
      expect(pagesAsked(first)).toEqual([1])
      expect(first.items).toMatchObject([{ page: 1, perPage: 20, links: listed(20) }])
      const second = await client({ server, as: "page", options: { page: 2, perPage: 7 } })
      const page = { workspaceId, page: 2, perPage: 7, total: 45, hasMore: true, attempts: 1 }
      expect(second.items).toMatchObject([{ ...page, links: listed(14).slice(7) }])
    })

    it("comes back from JSON as it went there, with the server's id of the request", async () => {
      const links = [{ linkId: "lnk_1", linkTitle: "A title", meta: {} }]
      const { items, survivesJson } = await client({
        server: inTurn(pageOf({ links }, { "x-request-id": "req_1" })),
        as: "page"
      })
      expect(items).toMatchObject([{ requestId: "req_1", links }])
      expect(survivesJson).toBe(true)
    })

    it("ends its request when it is interrupted", async () => {
      const { givenUpAt } = await client({ server: inTurn(silence), as: "page", interruptAfter: 1000 })
      expect(givenUpAt).toEqual([1000])
    })
  })

  describe("a page whose request meets", () => {
    it.for(failureClasses(catalogue))(
      "$name fails with its tag, and is asked for again where that can help",
      async ({ answer, retried, tag }) => {
        const { failure, requests } = await client({ server: () => answer })
        const isOfOneLink = catalogue.some((entry) => entry.tag === tag) && !listErrors.includes(tag)
        expect(failure).toMatchObject({
          _tag: isOfOneLink ? "UndocumentedError" : tag,
          workspaceId,
          page: 1,
          perPage: 20,
          attempts: requests.length
        })
        expect(failure).not.toHaveProperty("outcome")
        expect(requests.length > 1).toBe(retried)
      }
    )
  })
}
