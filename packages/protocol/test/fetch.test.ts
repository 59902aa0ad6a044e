import {
  breaking,
  connectRefused,
  type Fetch,
  failing,
  readReset,
  refused,
  reset,
  throwing
} from "@effect-userplane/testing/Fetches"
import * as Loopback from "@effect-userplane/testing/Loopback"
import { describe, expect, it } from "vitest"
import { ConnectionHistory } from "../src/ConnectionHistory.js"
import { fromFetch } from "../src/fetch.js"
import { deleteLink } from "../src/Links.js"
import * as Request from "../src/Request.js"
import { fail } from "../src/Result.js"
import type { TransportResponse, TransportResult } from "../src/Transport.js"
import { apiKey, ref } from "./fixtures.js"
import { callAt, overFetch } from "./transports.js"

const request = Request.make(deleteLink, "http://127.0.0.1:1/", apiKey)

const send = (fetch: Fetch): Promise<TransportResult> =>
  new Promise((resolve) => {
    overFetch(fetch)(request, resolve)
  })

const responseOver = async (fetch: Fetch): Promise<TransportResponse> => {
  const result = await send(fetch)
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}

const utf8 = (text: string) => new TextEncoder().encode(text)

describe("the request", () => {
  it("is handed to fetch as it is, with redirects left to the caller, and with a signal", async () => {
    const calls: Array<Parameters<Fetch>> = []
    await send((...call) => {
      calls.push(call)
      return Promise.resolve(new Response("{}"))
    })
    const [[url, init] = []] = calls
    expect(calls).toHaveLength(1)
    expect(url).toBe(request.url)
    expect(Object.keys(init ?? {}).sort()).toEqual(["headers", "method", "redirect", "signal"])
    expect(init).toMatchObject({ method: "DELETE", redirect: "manual" })
    expect(init?.headers === request.headers).toBe(true)
    expect(init?.signal?.aborted).toBe(false)
  })

  it("has the options of the platform too, which change nothing of its own", async () => {
    const inits: Array<RequestInit | undefined> = []
    const fetch: Fetch = (_, init) => {
      inits.push(init)
      return Promise.resolve(new Response("{}"))
    }
    const options = { keepalive: false, method: "GET", redirect: "follow" }
    await new Promise((resolve) => fromFetch(fetch, options, new ConnectionHistory(false))(request, resolve))
    expect(inits).toMatchObject([{ keepalive: false, method: "DELETE", redirect: "manual" }])
  })
})

describe("the response", () => {
  it("has its status, its headers whatever their case, and its body", async () => {
    const response = await responseOver(() =>
      Promise.resolve(new Response("gone", { status: 410, headers: { "X-Request-Id": "req_1" } }))
    )
    expect(response).toMatchObject({ status: 410, truncated: false, body: utf8("gone") })
    expect(response.header("x-request-id")).toBe("req_1")
    expect(response.header("retry-after")).toBeUndefined()
  })

  it("may have no body", async () => {
    const response = await responseOver(() => Promise.resolve(new Response(null, { status: 204 })))
    expect(response).toMatchObject({ status: 204, truncated: false, body: new Uint8Array() })
  })

  it("is cut at the limit, and what follows is given up", async () => {
    let signal: AbortSignal | null | undefined
    const response = await responseOver((_, init) => {
      signal = init?.signal
      return Promise.resolve(new Response(new Uint8Array(request.maxBodyBytes + 1)))
    })
    expect(response.truncated).toBe(true)
    expect(response.body.byteLength).toBe(request.maxBodyBytes)
    expect(signal?.aborted).toBe(true)
  })

  it("leaves the signal alone where the whole of it was read", async () => {
    let signal: AbortSignal | null | undefined
    await responseOver((_, init) => {
      signal = init?.signal
      return Promise.resolve(new Response("gone"))
    })
    expect(signal?.aborted).toBe(false)
  })
})

describe("a fetch that fails", () => {
  it.each([
    {
      name: "before a connection is made",
      fetch: refused,
      failure: { message: "connect ECONNREFUSED", mayHaveBeenSent: false }
    },
    {
      name: "after the request was sent",
      fetch: reset,
      failure: { message: "read ECONNRESET", mayHaveBeenSent: true }
    },
    {
      name: "within the body",
      fetch: breaking(new TypeError("terminated", { cause: readReset })),
      failure: { message: "read ECONNRESET", mayHaveBeenSent: true }
    },
    {
      name: "with something that is no error",
      fetch: failing("oops"),
      failure: { message: "The connection failed", mayHaveBeenSent: true }
    },
    {
      name: "with nothing",
      fetch: failing(undefined),
      failure: { message: "The connection failed", mayHaveBeenSent: true }
    },
    {
      name: "by throwing",
      fetch: throwing(new TypeError("fetch is not allowed here")),
      failure: { message: "fetch is not allowed here", mayHaveBeenSent: true }
    }
  ])("$name is a failure of the connection", async ({ failure, fetch }) => {
    expect(await send(fetch)).toStrictEqual(fail(failure))
  })
})

describe("a fetch that may repeat a request by itself", () => {
  it("may have sent a request that found no connection, once there was one before", async () => {
    const ends: Array<() => Promise<Response>> = [
      () => Promise.reject(connectRefused),
      () => Promise.resolve(new Response("{}")),
      () => Promise.reject(connectRefused)
    ]
    const fetch: Fetch = () => ends.shift()?.() ?? Promise.reject(connectRefused)
    const start = fromFetch(fetch, {}, new ConnectionHistory(true))
    const next = () => new Promise<TransportResult>((resolve) => start(request, resolve))
    expect(await next()).toMatchObject({ failure: { mayHaveBeenSent: false } })
    expect(await next()).toMatchObject({ ok: true })
    expect(await next()).toStrictEqual(fail({ message: "connect ECONNREFUSED", mayHaveBeenSent: true }))
  })
})

describe("a body of a known length", () => {
  /** A `fetch` whose response never ends after these bytes, and a promise that more of it is asked for. */
  const endless = (bytes: string, headers: Record<string, string>, type = "basic") => {
    let tell = () => {}
    const askedForMore = new Promise<void>((resolve) => {
      tell = resolve
    })
    let sent = false
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      if (sent) return tell()
      sent = true
      controller.enqueue(utf8(bytes))
    }
    const response = new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers })
    const fetch: Fetch = () => Promise.resolve(Object.defineProperty(response, "type", { value: type }))
    return { fetch, askedForMore }
  }

  it("has ended with its last byte", async () => {
    const response = await responseOver(endless("gone", { "content-length": "4" }).fetch)
    expect(response).toMatchObject({ truncated: false, body: utf8("gone") })
  })

  it("may be empty", async () => {
    const response = await responseOver(endless("", { "content-length": "0" }).fetch)
    expect(response.body).toEqual(new Uint8Array())
  })

  it.each([
    { name: "before its last byte", response: endless("gone", { "content-length": "5" }) },
    { name: "without a length", response: endless("gone", {}) },
    {
      name: "by its length where it is compressed",
      response: endless("gone", { "content-length": "4", "content-encoding": "gzip" })
    },
    // CORS hides whether a body is compressed.
    {
      name: "by its length where it is of another origin",
      response: endless("gone", { "content-length": "4" }, "cors")
    }
  ])("has not ended $name", async ({ response }) => {
    const results: Array<TransportResult> = []
    overFetch(response.fetch)(request, (result) => results.push(result))
    await response.askedForMore
    expect(results).toEqual([])
  })
})

describe("cancelling", () => {
  it("aborts the fetch", () => {
    let signal: AbortSignal | null | undefined
    const cancel = overFetch((_, init) => {
      signal = init?.signal
      return new Promise(() => {})
    })(request, () => {})
    expect(signal?.aborted).toBe(false)
    cancel()
    expect(signal?.aborted).toBe(true)
  })
})

// The Fetch standard says so, and no option of it says otherwise.
describe("fetch by itself", () => {
  const start = overFetch(globalThis.fetch)

  const misdirected = (status: number): Loopback.Script =>
    Loopback.respondWith({
      status,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ error: "MISDIRECTED", message: "Not me" })
    })

  it("asks once more at a 421, which says that the request was not looked at", async () => {
    const server = await Loopback.serve(misdirected(421))
    expect(await callAt(start, server.origin)).toMatchObject({
      failure: { _tag: "UndocumentedError", status: 421, outcome: "NotDeleted", ...ref }
    })
    expect(server.requests).toHaveLength(2)
  })

  it("hides a 407, so that the request may have been sent", async () => {
    const server = await Loopback.serve(misdirected(407))
    expect(await callAt(start, server.origin)).toMatchObject({ failure: { mayHaveBeenSent: true } })
  })
})
