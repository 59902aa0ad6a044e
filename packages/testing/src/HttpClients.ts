/** What the transport over an `HttpClient` makes of whatever the client does, stated once for every client. */
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"

interface Details {
  readonly cause?: unknown
  readonly description?: string
}

/** The answer of an `HttpClient` to one request. */
export type HttpAnswer =
  | ({ readonly error: "Transport" | "Encode" | "InvalidUrl" } & Details)
  | ({ readonly error: "Decode" | "EmptyBody" | "StatusCode"; readonly response: Response } & Details)
  | {
      readonly response: Response
      /** The stream of the body, chunk by chunk. Default: that of the response. */
      readonly chunks?: Iterable<ReadonlyArray<Uint8Array>>
    }
  | { readonly silence: true }
  | { readonly defect: Error }

/** The response that a transport handed over. */
interface SentResponse {
  readonly status: number
  readonly header: (name: string) => string | undefined
  readonly body: Uint8Array
  readonly truncated: boolean
}

/** The end of one request over a transport. */
export interface Sent {
  readonly response?: SentResponse
  readonly failure?: object
  /** How often the `HttpClient` was interrupted before it answered. */
  readonly interruptions: number
  /** The requests that the `HttpClient` was given. */
  readonly asked: ReadonlyArray<{
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
  }>
}

/** A request of a transport. */
export interface SendRequest {
  readonly url: string
  readonly maxBodyBytes: number
}

/** The transport of a client over the `HttpClient` of its Effect. */
export interface HttpClientTransports {
  /** The DELETE that is sent. */
  readonly request: SendRequest
  /** Whether a text shows the key of the request. */
  readonly showsKey: (text: string) => boolean
  /** Sends the request within a span, on the real clock, over a client that does what it is told. */
  readonly send: (answer: HttpAnswer, timeoutMillis?: number) => Promise<Sent>
  /** Sends the request within a span, over a client that was told to trace what it sends. */
  readonly sendTraced: (answer: HttpAnswer) => Promise<Sent>
  /** Sends the request over the client made over `fetch`, to which these options were given. */
  readonly sendOverFetch: (fetch: typeof globalThis.fetch, init: RequestInit) => Promise<unknown>
}

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" })
const gone = () => new Response("gone", { status: 410, headers: { "X-Request-Id": "req_1" } })

const failures: ReadonlyArray<{ readonly name: string; readonly answer: HttpAnswer; readonly failure: object }> = [
  {
    name: "before a connection is made",
    answer: { error: "Transport", cause: new TypeError("fetch failed", { cause: refused }) },
    failure: { message: "connect ECONNREFUSED", mayHaveBeenSent: false }
  },
  {
    name: "after it was sent",
    answer: { error: "Transport", cause: new Error("read ECONNRESET") },
    failure: { message: "read ECONNRESET", mayHaveBeenSent: true }
  },
  {
    name: "without a cause",
    answer: { error: "Transport" },
    failure: { message: "The connection failed", mayHaveBeenSent: true }
  },
  {
    name: "with a description of its own",
    answer: { error: "Transport", description: "The circuit is open", cause: refused },
    failure: { message: "The circuit is open", mayHaveBeenSent: false }
  },
  {
    name: "at the encoding of the request",
    answer: { error: "Encode", cause: new Error("no") },
    failure: { message: "no", mayHaveBeenSent: false }
  },
  {
    name: "at the URL",
    answer: { error: "InvalidUrl", cause: new TypeError("Invalid URL") },
    failure: { message: "Invalid URL", mayHaveBeenSent: false }
  },
  {
    name: "at the decoding of the response",
    answer: { error: "Decode", response: gone(), cause: new Error("cut") },
    failure: { message: "cut", mayHaveBeenSent: true }
  },
  {
    name: "at the decoding of the response, with a description of its own",
    answer: { error: "Decode", response: gone(), description: "Not for me", cause: new Error("cut") },
    failure: { message: "Not for me", mayHaveBeenSent: true }
  },
  {
    name: "at an empty response",
    answer: { error: "EmptyBody", response: gone() },
    failure: { message: "The connection failed", mayHaveBeenSent: true }
  }
]

const byte = new Uint8Array(1)
const many = 70_000

const forEver = function* <A>(value: A): Iterable<A> {
  while (true) yield value
}

/** Declares the tests of a client. */
export const httpClients = ({ request, send, sendOverFetch, sendTraced, showsKey }: HttpClientTransports): void => {
  describe("an HttpClient that fails", () => {
    it.each(failures)("$name is a TransportFailure without the request, which holds the key", async (wanted) => {
      const { failure } = await send(wanted.answer)
      // The message of an error is no field of its own.
      expect({ ...failure, ...wanted.failure }).toEqual({ _tag: "TransportFailure", ...wanted.failure })
      expect(failure).toMatchObject(wanted.failure)
      const shown = inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true }) + JSON.stringify(failure)
      expect(showsKey(shown)).toBe(false)
    })

    it("because of the status has the response nevertheless", async () => {
      const { response } = await send({ error: "StatusCode", response: gone() })
      expect(response).toMatchObject({ status: 410, truncated: false, body: new TextEncoder().encode("gone") })
      expect(response?.header("x-request-id")).toBe("req_1")
    })

    it("because of a bug fails with that", async () => {
      await expect(send({ defect: new Error("a broken client") })).rejects.toThrow("a broken client")
    })
  })

  describe("an HttpClient that does not answer", () => {
    it("is interrupted when the time is up", async () => {
      const { failure, interruptions } = await send({ silence: true }, 20)
      expect(failure).toMatchObject({ _tag: "TransportFailure", timedOut: true, mayHaveBeenSent: true })
      expect(interruptions).toBe(1)
    })
  })

  describe("an HttpClient that answers", () => {
    it.each([204, 200])("without a body has an empty one, with status %i", async (status) => {
      const { response } = await send({ response: new Response(null, { status }) })
      expect(response).toMatchObject({ status, truncated: false, body: new Uint8Array() })
    })

    it("is asked for the request as it is, without a trace header", async () => {
      const { asked } = await send({ response: new Response("{}") })
      expect(asked).toHaveLength(1)
      expect(asked[0]).toMatchObject({ method: "DELETE", url: request.url })
      expect(Object.keys(asked[0]?.headers ?? {}).sort()).toEqual(["accept", "authorization"])
    })

    it("is asked with trace headers where the client was told to trace", async () => {
      const { asked } = await sendTraced({ response: new Response("{}") })
      expect(Object.keys(asked[0]?.headers ?? {}).sort()).toEqual(["accept", "authorization", "b3", "traceparent"])
    })
  })

  describe("a body in many pieces", () => {
    it.each([
      { name: "one byte each, all at once", chunks: [Array.from({ length: many }, () => byte)] },
      { name: "one byte each, one at a time", chunks: forEver([byte]) },
      { name: "many bytes each, without an end", chunks: forEver(Array.from({ length: 100 }, () => byte)) }
    ])("is cut at the limit: $name", async ({ chunks }) => {
      const { response } = await send({ response: new Response("{}"), chunks })
      expect(response?.truncated).toBe(true)
      expect(response?.body.byteLength).toBe(request.maxBodyBytes)
    })

    it("may have empty ones", async () => {
      const chunks = [Array.from({ length: many }, () => new Uint8Array()), [byte]]
      const { response } = await send({ response: new Response("{}"), chunks })
      expect(response).toMatchObject({ truncated: false, body: byte })
    })

    it("that cannot be read any more is a TransportFailure, and no defect", async () => {
      const response = new Response("{}")
      response.body?.getReader()
      expect((await send({ response })).failure).toMatchObject({
        _tag: "TransportFailure",
        mayHaveBeenSent: true,
        message: expect.stringMatching(/locked/)
      })
    })

    it("whose length is known cannot be read any more either", async () => {
      const response = new Response("{}", { headers: { "content-length": "2" } })
      response.body?.getReader()
      expect((await send({ response })).failure).toMatchObject({
        _tag: "TransportFailure",
        mayHaveBeenSent: true,
        message: expect.stringMatching(/locked|unusable/)
      })
    })

    it("that breaks is a TransportFailure", async () => {
      const body = new ReadableStream({ pull: (controller) => controller.error(new Error("read ECONNRESET")) })
      const { failure } = await send({ response: new Response(body) })
      expect(failure).toMatchObject({ message: "read ECONNRESET", mayHaveBeenSent: true })
    })
  })

  describe("options of fetch that were provided", () => {
    it.each([{}, { redirect: "follow", credentials: "include" } satisfies RequestInit])(
      "are kept, but for the following of redirects: %j",
      async (init) => {
        const seen: Array<RequestInit | undefined> = []
        await sendOverFetch((_, init) => {
          seen.push(init)
          return Promise.resolve(new Response("{}"))
        }, init)
        expect(seen).toHaveLength(1)
        expect(seen[0]).toMatchObject({ ...init, redirect: "manual" })
      }
    )
  })
}
