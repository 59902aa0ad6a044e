/** The key, which must show nowhere, stated once for every client. */
import { describe, expect, it } from "vitest"
import { response } from "./Answers.js"
import { type Answer, ordinaryLink } from "./Client.js"
import { echoes, listing } from "./Echoes.js"
import { breaking, type Fetch, failing, throwing } from "./Fetches.js"
import { placesOf } from "./KeySearch.js"
import { spellings } from "./Spellings.js"

/** The operations, each of which makes one request. */
export const operations = ["deleteLink", "listLinkPage"] as const

/** A call with a key, retried once and without a wait. */
export interface SecretCall {
  /** Default: the deletion of the ordinary link. */
  readonly operation?: (typeof operations)[number]
  /** The text of the key, or what its source fails with. */
  readonly source: { readonly key: string } | { readonly error: unknown }
  /** What answers: a `fetch` in one of the transports, or one answer to everything. */
  readonly server: { readonly over: string; readonly fetch: Fetch } | Answer
}

/** Everything that a call leaves behind. */
export interface Remains {
  /** The value or the failure, as plain fields. */
  readonly outcome: Readonly<Record<string, unknown>>
  /** Whether the outcome is one of those that the operation documents. */
  readonly isDocumented: boolean
  /** How many spans and logs there are. */
  readonly spans: number
  readonly logs: number
  /** All of it as text, by where that would be met. */
  readonly texts: Readonly<Record<string, string>>
}

export interface SecrecyClient {
  /** The transports in which a `fetch` can be put. */
  readonly transports: ReadonlyArray<string>
  readonly call: (call: SecretCall) => Promise<Remains>
  /** The metrics of all calls so far, as text. */
  readonly metrics: () => Promise<string>
  /** The client itself with a key, as text, by where that would be met. */
  readonly client: (key: string) => Promise<Readonly<Record<string, string>>>
}

const json = { "content-type": "application/json" }

const envelope = { defined: true, code: "LINK_NOT_FOUND", status: 404, message: "Link not found" }

/** What Node's own errors look like: the message, and more in the cause and in properties of their own. */
const withCause = (message: string, cause: unknown): Error =>
  Object.assign(new TypeError(message, { cause }), { cause })

const errorsWith = (secret: string): ReadonlyArray<readonly [name: string, error: unknown]> => [
  ["its message", new TypeError(`Bearer ${secret} is an invalid header value.`)],
  ["the message of its cause", withCause("fetch failed", new Error(`socket hang up after ${secret}`))],
  ["the code of its cause", withCause("fetch failed", { code: secret })],
  ["a property", Object.assign(new Error("failed"), { config: { headers: { authorization: `Bearer ${secret}` } } })],
  ["its cause", withCause("", { request: { headers: [`Bearer ${secret}`] } })],
  ["its escapes", new Error(spellings.JSON(secret))],
  ["the text that it is", `Bearer ${secret}`],
  ["the object that it is", { message: secret, headers: { authorization: secret } }]
]

/** Declares the tests of a client. `canary` is a key that is searched for, of letters, digits and `_`. */
export const secrecy = ({ call, client, metrics, transports }: SecrecyClient, canary: string): void => {
  // With the characters of a Bearer token that JSON, URLs and HTML spell in other ways.
  const secret = `${canary}/.~+=`
  const source = { key: secret }
  const places = ({ texts }: Pick<Remains, "texts">) => placesOf(secret, texts)

  describe("a key that the server sends back", () => {
    const cases = echoes(secret, ordinaryLink).flatMap(({ body = "", headers = json, name, status }) =>
      transports.flatMap((over) =>
        operations.map((operation) => {
          const fetch: Fetch = async () => new Response(body, { status, headers })
          return { name, operation, over, server: { over, fetch } }
        })
      )
    )

    it.for(cases)("in $name shows nowhere, over $over, to $operation", async ({ operation, server }) => {
      const remains = await call({ operation, source, server })
      expect(remains.isDocumented).toBe(true)
      expect(remains.spans).toBeGreaterThan(1)
      expect(remains.logs).toBeGreaterThan(0)
      expect(places(remains)).toEqual([])
    })

    it.for(transports)("shows nowhere in a deletion that is confirmed after a lost response, over %s", async (over) => {
      const gone = { code: "LINK_GONE", message: `Gone for ${secret}` }
      const responses = [
        new Response(JSON.stringify({ message: secret }), { status: 500, headers: json }),
        new Response(JSON.stringify(gone), { status: 410, headers: { ...json, "x-request-id": secret } })
      ]
      const fetch: Fetch = async () => responses.shift() ?? Response.error()
      const remains = await call({ source, server: { over, fetch } })
      expect(remains.outcome).toMatchObject({ confirmation: "GoneAfterLostReply", requestId: "<redacted>" })
      expect(places(remains)).toEqual([])
    })
  })

  describe("a key that the server spells in another way", () => {
    const bodies = (text: string): ReadonlyArray<readonly [status: number, body: string]> => [
      [404, JSON.stringify({ ...envelope, message: `Not with ${text}`, data: { [text]: [text] } })],
      [418, JSON.stringify({ error: `Not with ${text}` })],
      [502, `<pre>${text}</pre>`],
      [200, JSON.stringify({ message: `Deleted with ${text}`, data: ordinaryLink })],
      [200, listing(ordinaryLink, { linkId: text, linkTitle: text, meta: { [text]: [text] } })]
    ]

    const cases = Object.entries(spellings).flatMap(([spelling, spell]) =>
      operations.map((operation) => ({ operation, spelling, text: spell(canary) }))
    )

    it.for(cases)("as $spelling shows nowhere to $operation", async ({ operation, text }) => {
      for (const [status, body] of bodies(text)) {
        const { outcome, texts } = await call({ operation, source: { key: canary }, server: response(status, body) })
        expect(JSON.stringify(outcome)).toContain("<redacted>")
        const shown = Object.values(texts).join().toLowerCase()
        expect(shown.includes(text.slice(4, -4).toLowerCase())).toBe(false)
      }
    })
  })

  describe("a key in the error of a fetch", () => {
    const cases = errorsWith(secret).flatMap(([name, error]) =>
      [
        { when: "that rejects", fetch: failing(error) },
        { when: "that throws", fetch: throwing(error) },
        { when: "whose body breaks", fetch: breaking(error) }
      ].flatMap(({ fetch, when }) => transports.map((over) => ({ name, when, over, server: { over, fetch } })))
    )

    it.for(cases)("$when shows nowhere when it is in $name, over $over", async ({ server }) => {
      const remains = await call({ source, server })
      expect(remains.outcome).toMatchObject({ _tag: "TransportError", attempts: 2 })
      expect(places(remains)).toEqual([])
    })
  })

  describe("a key in the failure of a transport", () => {
    it("shows nowhere", async () => {
      const server = { failure: { message: `Cannot send ${secret}`, mayHaveBeenSent: false } }
      const remains = await call({ source, server })
      expect(remains.outcome).toMatchObject({ _tag: "TransportError", message: "Cannot send <redacted>" })
      expect(places(remains)).toEqual([])
    })
  })

  describe("a key that was never sent", () => {
    const sources: ReadonlyArray<{ readonly name: string; readonly source: SecretCall["source"] }> = [
      { name: "it ends in a newline", source: { key: `${secret}\n` } },
      { name: "it holds a header", source: { key: `${secret}\r\nx-evil: ${secret}` } },
      { name: "it holds a character outside of ASCII", source: { key: `${secret}é` } },
      { name: "its source failed with it", source: { error: { _tag: "VaultError", secret } } },
      { name: "its source failed with a message that names it", source: { error: { message: secret } } }
    ]

    it.for(sources)("shows nowhere when $name", async ({ source }) => {
      const remains = await call({ source, server: { silence: true } })
      expect(remains.outcome).toMatchObject({ _tag: "TransportError", reason: "ApiKeyUnavailable" })
      expect(places(remains)).toEqual([])
    })
  })

  describe("the metrics", () => {
    it("of calls whose key was sent back hold no key", async () => {
      for (const status of [200, 401, 404, 500]) {
        const body = JSON.stringify({ code: secret, message: secret, data: { ...ordinaryLink, linkId: secret } })
        const fetch: Fetch = async () => new Response(body, { status, headers: json })
        for (const over of transports) {
          for (const operation of operations) await call({ operation, source, server: { over, fetch } })
        }
      }
      const texts = { metrics: await metrics() }
      expect(texts.metrics).toContain("http.client.request.duration")
      expect(places({ texts })).toEqual([])
    })
  })

  describe("the client itself", () => {
    it("can be printed without its key", async () => {
      const texts = await client(secret)
      expect(Object.keys(texts)).toContain("inspect, everything")
      expect(places({ texts })).toEqual([])
    })
  })
}
