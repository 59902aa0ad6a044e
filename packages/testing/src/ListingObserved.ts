/** The spans and metrics of a listing, stated once for every client. */
import { describe, expect, it } from "vitest"
import { documented, unavailable } from "./Answers.js"
import { ordinaryLink } from "./Client.js"
import { inTurn, type Listed, type ListingClient, listed, listing, pageOf } from "./Listing.js"

const template = "/public/workspace/{workspaceId}/links"

const notAMember = documented({ code: "NOT_A_MEMBER", status: 403, message: "m" })
const workspaceGone = documented({ code: "WORKSPACE_GONE", status: 410, message: "m" })

const tree = ({ spans }: Listed) => spans.map(({ name, parent }) => [name, parent])

/** Declares the tests of a client. */
export const listingObserved = (client: ListingClient): void => {
  describe("the spans of a listing", () => {
    it("are one for each page, and below it one for each attempt", async () => {
      expect(tree(await client({ server: listing(() => listed(21)) }))).toEqual([
        ["Links.listLinks", undefined],
        [`GET ${template}`, 0],
        ["Links.listLinks", undefined],
        [`GET ${template}`, 2]
      ])
    })

    it("stand below the span of the stream, where it has one", async () => {
      expect(tree(await client({ server: listing(() => listed(1)), callerSpan: "clean-up" }))).toEqual([
        ["clean-up", undefined],
        ["Links.listLinks", 0],
        [`GET ${template}`, 1]
      ])
    })

    it("say which page was asked for, and how it ended", async () => {
      const { spans } = await client({ server: inTurn(unavailable(), pageOf({ links: listed(3) })) })
      const ids = { "userplane.workspace.id": ordinaryLink.workspaceId, "userplane.page": 1 }
      const request = {
        ...ids,
        "http.request.method": "GET",
        "url.template": template,
        "server.address": "api.userplane.io",
        "server.port": 443
      }
      expect(spans.map(({ attributes }) => attributes)).toEqual([
        { ...ids, "userplane.page.links": 3 },
        {
          ...request,
          "http.request.resend_count": 0,
          "http.response.status_code": 503,
          "error.type": "ServiceUnavailable"
        },
        { ...request, "http.request.resend_count": 1, "http.response.status_code": 200 }
      ])
    })

    it("name the tag of a failure", async () => {
      const { spans } = await client({ server: inTurn(notAMember) })
      expect(spans[0]?.attributes).toMatchObject({ "error.type": "NotAMember" })
    })
  })

  describe("the metrics of a listing", () => {
    it("count its pages and its failures by their outcome", async () => {
      const { metrics } = await client({
        server: inTurn(pageOf({ links: listed(20), hasMore: true }), workspaceGone),
        as: "pages",
        policy: "none"
      })
      const outcomes = metrics.filter(({ name }) => name === "userplane.client.outcomes")
      expect(Object.fromEntries(outcomes.map(({ attributes, count }) => [attributes["outcome"], count]))).toEqual({
        Listed: 1,
        WorkspaceGone: 1
      })
    })
  })
}
