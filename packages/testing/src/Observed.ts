/** The spans and metrics of a call, stated once for every client. */
import { describe, expect, it } from "vitest"
import {
  after,
  connectionReset,
  deleted,
  forbidden,
  html,
  keyExpired,
  linkGone,
  rateLimited,
  silence,
  undocumented
} from "./Answers.js"
import type { Answer, Client, Ended } from "./Client.js"

const template = "/public/workspace/{workspaceId}/links/{linkId}"
const policy = { jitter: "none", attemptTimeout: 3000 } as const
const ids = { "userplane.workspace.id": "ws_abc123", "userplane.link.id": "lnk_abc123" }
const request = {
  "http.request.method": "DELETE",
  "url.template": template,
  "server.address": "api.userplane.io",
  "server.port": 443,
  ...ids
}

const limited = rateLimited()

/** What a counter counted, by the value of an attribute. */
const counted = ({ metrics }: Ended, counter: string, attribute: string) =>
  Object.fromEntries(
    metrics.filter(({ name }) => name === counter).map(({ attributes, count }) => [attributes[attribute], count])
  )

/** Declares the tests of a client. */
export const observed = (client: Client): void => {
  const answered = (...answers: ReadonlyArray<Answer>) => client({ answers, policy })

  describe("the spans", () => {
    it("are one for the call, and below it one for each attempt", async () => {
      const { spans } = await answered(limited, connectionReset, deleted())
      expect(spans.map(({ kind, name, parent }) => ({ name, kind, parent }))).toEqual([
        { name: "Links.deleteLink", kind: "internal", parent: undefined },
        { name: `DELETE ${template}`, kind: "client", parent: 0 },
        { name: `DELETE ${template}`, kind: "client", parent: 0 },
        { name: `DELETE ${template}`, kind: "client", parent: 0 }
      ])
      expect(spans.map(({ ended }) => ended)).toEqual(["success", "failure", "failure", "success"])
    })

    it("stand below the span of the caller", async () => {
      const { spans } = await client({ answers: [deleted()], callerSpan: "caller" })
      expect(spans.map(({ name, parent }) => [name, parent])).toEqual([
        ["caller", undefined],
        ["Links.deleteLink", 0],
        [`DELETE ${template}`, 1]
      ])
    })

    it("of attempts last as long as the attempts, and the one of the call as long as the call", async () => {
      const { spans } = await answered(after(500, limited), silence, after(20, deleted()))
      expect(spans.map(({ times }) => times)).toEqual([
        [0, 6520],
        [0, 500],
        [1500, 4500],
        [6500, 6520]
      ])
    })

    it("have the ids, and how the call and each attempt ended", async () => {
      const { spans } = await answered(limited, connectionReset, html(502), silence, deleted())
      expect(spans.map(({ attributes }) => attributes)).toEqual([
        { ...ids, "userplane.confirmation": "Reply" },
        { ...request, "http.request.resend_count": 0, "error.type": "RateLimited", "http.response.status_code": 429 },
        { ...request, "http.request.resend_count": 1, "error.type": "TransportError" },
        {
          ...request,
          "http.request.resend_count": 2,
          "error.type": "UnexpectedResponse",
          "http.response.status_code": 502
        },
        { ...request, "http.request.resend_count": 3, "error.type": "TransportError" },
        { ...request, "http.request.resend_count": 4, "http.response.status_code": 200 }
      ])
    })

    it("say how a deletion is known whose response was lost, and which failure ended a call", async () => {
      const [lost] = (await answered(connectionReset, linkGone())).spans
      expect(lost?.attributes).toEqual({ ...ids, "userplane.confirmation": "GoneAfterLostReply" })
      const [gone] = (await answered(linkGone())).spans
      expect(gone?.attributes).toEqual({ ...ids, "error.type": "LinkGone" })
    })

    it("are none below the call whose ids are rejected", async () => {
      const { spans } = await client({ link: { workspaceId: "..", linkId: "l" }, answers: [] })
      expect(spans.map(({ attributes }) => attributes)).toEqual([
        { "userplane.workspace.id": "..", "userplane.link.id": "l", "error.type": "InvalidLinkRef" }
      ])
    })

    it("are one for the attempt in which the key could not be had", async () => {
      const { spans } = await client({ answers: [], policy: "none", keys: ["unavailable"] })
      expect(spans.map(({ ended }) => ended)).toEqual(["failure", "failure"])
      expect(spans[1]?.attributes).toEqual({
        ...request,
        "http.request.resend_count": 0,
        "error.type": "TransportError"
      })
    })

    it("are one more for the attempt with another key", async () => {
      const { spans } = await client({ answers: [keyExpired, deleted()], policy, keys: ["first", "second"] })
      expect(spans.map(({ attributes }) => attributes["http.request.resend_count"])).toEqual([undefined, 0, 1])
    })

    it("of a transport would be below the one of the attempt", async () => {
      const { requests } = await answered(limited, deleted())
      expect(requests.map(({ below }) => below)).toEqual([`DELETE ${template}`, `DELETE ${template}`])
    })

    it("are none where tracing is switched off, and the call is retried all the same", async () => {
      const { link, spans } = await client({ answers: [limited, deleted()], untraced: true })
      expect(link).toMatchObject({ attempts: 2 })
      expect(spans).toEqual([])
    })

    it("end with the call when it is interrupted", async () => {
      const { spans } = await client({ answers: [silence], policy, interruptAfter: 1000 })
      expect(spans.map(({ ended, times }) => [ended, ...times])).toEqual([
        ["interruption", 0, 1000],
        ["interruption", 0, 1000]
      ])
    })

    it.for([
      { baseUrl: "https://api.userplane.com/api/v1", address: "api.userplane.com", port: 443 },
      { baseUrl: "https://proxy.example:8443", address: "proxy.example", port: 8443 },
      { baseUrl: "http://localhost", address: "localhost", port: 80 },
      { baseUrl: "http://[::1]:4010", address: "::1", port: 4010 }
    ])("name the server $baseUrl as $address, port $port", async ({ address, baseUrl, port }) => {
      const { spans } = await client({ answers: [deleted()], baseUrl })
      expect(spans[1]?.attributes).toMatchObject({ "server.address": address, "server.port": port })
    })
  })

  it("every metric carries the attributes of the caller", async () => {
    const callerAttributes = { team: "recordings" }
    const { metrics } = await client({ answers: [limited, deleted()], policy, callerAttributes })
    expect(metrics.map(({ name }) => name).sort()).toEqual([
      "http.client.request.duration",
      "http.client.request.duration",
      "userplane.client.outcomes",
      "userplane.client.retries"
    ])
    for (const { attributes } of metrics) expect(attributes).toMatchObject(callerAttributes)
  })

  describe("http.client.request.duration", () => {
    it("measures each attempt in seconds, by its result", async () => {
      const answers = [after(40, limited), after(2000, limited), silence, after(125, deleted())]
      const { metrics } = await answered(...answers)
      const shared = { "http.request.method": "DELETE", "url.template": template, "server.address": "api.userplane.io" }
      const found = metrics.filter(({ name }) => name === "http.client.request.duration")
      const byError = new Map(found.map((metric) => [metric.attributes["error.type"], metric]))
      expect(found).toHaveLength(3)
      expect(byError.get("RateLimited")).toMatchObject({
        attributes: { ...shared, "http.response.status_code": "429", "error.type": "RateLimited" },
        count: 2,
        sum: expect.closeTo(2.04)
      })
      expect(byError.get("TransportError")).toMatchObject({
        attributes: { ...shared, "error.type": "TransportError" },
        count: 1,
        sum: expect.closeTo(3)
      })
      expect(byError.get(undefined)).toMatchObject({
        attributes: { ...shared, "http.response.status_code": "200" },
        count: 1,
        sum: expect.closeTo(0.125)
      })
    })
  })

  it("http.client.request.duration has the boundaries of the OpenTelemetry conventions", async () => {
    const { metrics } = await answered(deleted())
    const found = metrics.filter(({ name }) => name === "http.client.request.duration")
    expect(found.map(({ boundaries = [] }) => boundaries.filter(Number.isFinite))).toEqual([
      [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
    ])
  })

  describe("userplane.client.retries", () => {
    it.for<readonly [name: string, answers: ReadonlyArray<Answer>, retries: Readonly<Record<string, number>>]>([
      [
        "by the tag of the failure before",
        [limited, limited, connectionReset, deleted()],
        { RateLimited: 2, TransportError: 1 }
      ],
      ["and none where no attempt followed", [forbidden], {}]
    ])("counts the attempts that followed a failed one, %s", async ([, answers, retries]) => {
      expect(counted(await answered(...answers), "userplane.client.retries", "error.type")).toEqual(retries)
    })

    it("counts the repeat with another key", async () => {
      const ended = await client({ answers: [keyExpired, deleted()], policy, keys: ["first", "second"] })
      expect(counted(ended, "userplane.client.retries", "error.type")).toEqual({ ApiKeyExpired: 1 })
    })
  })

  describe("userplane.client.outcomes", () => {
    it.for<readonly [outcome: string, answers: ReadonlyArray<Answer>]>([
      ["Reply", [deleted()]],
      ["GoneAfterLostReply", [connectionReset, linkGone()]],
      ["LinkGone", [linkGone()]],
      ["LinkDeleteForbidden", [limited, forbidden]],
      ["UndocumentedError", [undocumented(400)]],
      ["UnexpectedResponse", [html(200)]]
    ])("counts a call once, as %s", async ([outcome, answers]) => {
      expect(counted(await answered(...answers), "userplane.client.outcomes", "outcome")).toEqual({ [outcome]: 1 })
    })

    it("counts a call that sent nothing", async () => {
      const ended = await client({ link: { workspaceId: "", linkId: "l" }, answers: [] })
      expect(counted(ended, "userplane.client.outcomes", "outcome")).toEqual({ InvalidLinkRef: 1 })
    })
  })
}
