import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as FetchTransport from "../src/FetchTransport.js"
import { Transport, TransportFailure } from "../src/Transport.js"
import { breaking, type Fetch, failing, request } from "./fetches.js"
import { ref } from "./fixtures.js"
import * as Loopback from "./loopback.js"
import { callAt } from "./transports.js"

const send = (fetch: Fetch) => FetchTransport.fromFetch(fetch).send(request, 1000)

describe("what is asked of fetch", () => {
  it.live("is the request as it is, by hand at a redirect, and with a signal", () =>
    Effect.gen(function* () {
      const calls: Array<Parameters<Fetch>> = []
      yield* send((...call) => {
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
  )
})

describe("what fetch answers", () => {
  it.live("is handed over: status, headers whatever their case, body", () =>
    Effect.gen(function* () {
      const response = yield* send(() =>
        Promise.resolve(new Response("gone", { status: 410, headers: { "X-Request-Id": "req_1" } }))
      )
      expect(response).toMatchObject({ status: 410, truncated: false, body: new TextEncoder().encode("gone") })
      expect(response.header("x-request-id")).toBe("req_1")
      expect(response.header("retry-after")).toBeUndefined()
    })
  )

  it.live("may have no body", () =>
    Effect.gen(function* () {
      const response = yield* send(() => Promise.resolve(new Response(null, { status: 204 })))
      expect(response).toMatchObject({ status: 204, truncated: false, body: new Uint8Array() })
    })
  )

  it.live("is cut at the limit, and what follows is given up", () =>
    Effect.gen(function* () {
      let signal: AbortSignal | null | undefined
      const response = yield* send((_, init) => {
        signal = init?.signal
        return Promise.resolve(new Response(new Uint8Array(request.maxBodyBytes + 1)))
      })
      expect(response.truncated).toBe(true)
      expect(response.body.byteLength).toBe(request.maxBodyBytes)
      expect(signal?.aborted).toBe(true)
    })
  )
})

describe("a fetch that fails", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" })
  const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" })

  it.live.each([
    {
      name: "before a connection is made",
      fetch: failing(new TypeError("fetch failed", { cause: refused })),
      failure: { message: "connect ECONNREFUSED", mayHaveBeenSent: false }
    },
    {
      name: "after it was sent",
      fetch: failing(new TypeError("fetch failed", { cause: reset })),
      failure: { message: "read ECONNRESET", mayHaveBeenSent: true }
    },
    {
      name: "within the body",
      fetch: breaking(new TypeError("terminated", { cause: reset })),
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
      fetch: (() => {
        throw new TypeError("fetch is not allowed here")
      }) satisfies Fetch,
      failure: { message: "fetch is not allowed here", mayHaveBeenSent: true }
    }
  ])("$name is a TransportFailure", ({ failure, fetch }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(send(fetch))
      expect(error).toBeInstanceOf(TransportFailure)
      expect({ message: error.message, mayHaveBeenSent: error.mayHaveBeenSent }).toEqual(failure)
    })
  )
})

describe("a body of a known length", () => {
  /** A `fetch` whose response never ends after these bytes, and when more of it is asked for. */
  const endless = (bytes: string, headers: Record<string, string>, type = "basic") => {
    const askedForMore = Deferred.unsafeMake<void>(FiberId.none)
    let sent = false
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      if (sent) Deferred.unsafeDone(askedForMore, Effect.void)
      else controller.enqueue(new TextEncoder().encode(bytes))
      sent = true
    }
    const response = new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers })
    const fetch: Fetch = () => Promise.resolve(Object.defineProperty(response, "type", { value: type }))
    return { fetch, askedForMore: Deferred.await(askedForMore) }
  }

  it.live("is had with its last byte", () =>
    Effect.gen(function* () {
      const response = yield* send(endless("gone", { "content-length": "4" }).fetch)
      expect(response).toMatchObject({ truncated: false, body: new TextEncoder().encode("gone") })
    })
  )

  it.live("may be empty", () =>
    Effect.gen(function* () {
      expect((yield* send(endless("", { "content-length": "0" }).fetch)).body).toEqual(new Uint8Array())
    })
  )

  it.live.each([
    { name: "before its last byte", response: endless("gone", { "content-length": "5" }) },
    { name: "without a length", response: endless("gone", {}) },
    { name: "when it is compressed", response: endless("gone", { "content-length": "4", "content-encoding": "gzip" }) },
    // CORS hides whether a body is compressed.
    { name: "of another origin", response: endless("gone", { "content-length": "4" }, "cors") }
  ])("is not had $name", ({ response }) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(send(response.fetch))
      yield* response.askedForMore
      expect(yield* Fiber.poll(fiber)).toEqual(Option.none())
      yield* Fiber.interrupt(fiber)
    })
  )
})

describe("an interrupt", () => {
  it.live("aborts the fetch", () =>
    Effect.gen(function* () {
      let signal: AbortSignal | null | undefined
      const fiber = yield* Effect.fork(
        send((_, init) => {
          signal = init?.signal
          return new Promise(() => {})
        })
      )
      yield* Effect.yieldNow()
      expect(signal?.aborted).toBe(false)
      yield* Fiber.interrupt(fiber)
      expect(signal?.aborted).toBe(true)
    })
  )
})

describe("the fetch in use", () => {
  it.live("is the global one as it is at the time of the call", () =>
    Effect.gen(function* () {
      const transport = yield* Transport
      const { fetch } = globalThis
      globalThis.fetch = () => Promise.resolve(new Response("replaced", { status: 410 }))
      const response = yield* Effect.ensuring(
        transport.send(request, 1000),
        Effect.sync(() => {
          globalThis.fetch = fetch
        })
      )
      expect(response.status).toBe(410)
    }).pipe(Effect.provide(FetchTransport.layer))
  )

  it.live("can be another one", () => {
    const layer = Layer.provide(
      FetchTransport.layer,
      Layer.succeed(FetchTransport.Fetch, () => Promise.resolve(new Response("mine", { status: 410 })))
    )
    return Effect.gen(function* () {
      expect((yield* Effect.flatMap(Transport, (transport) => transport.send(request, 1000))).status).toBe(410)
    }).pipe(Effect.provide(layer))
  })
})

// The Fetch standard says so, and no option of it says otherwise.
describe("what fetch does by itself", () => {
  const message = (status: number): Loopback.Message => ({
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ error: "MISDIRECTED", message: "Not me" })
  })

  it.scopedLive("asks once more at a 421, which says that the request was not looked at", () =>
    Effect.gen(function* () {
      const server = yield* Loopback.serve(Loopback.respondWith(message(421)))
      const result = yield* callAt(server.origin)
      expect(Either.merge(result)).toMatchObject({
        _tag: "UndocumentedError",
        status: 421,
        outcome: "NotDeleted",
        ...ref
      })
      expect(server.requests).toHaveLength(2)
    }).pipe(Effect.provide(FetchTransport.layer))
  )

  it.scopedLive("hides a 407, so that the outcome stays open", () =>
    Effect.gen(function* () {
      const server = yield* Loopback.serve(Loopback.respondWith(message(407)))
      const result = yield* callAt(server.origin)
      expect(Either.merge(result)).toMatchObject({
        _tag: "TransportError",
        reason: "ConnectionLost",
        outcome: "Unknown"
      })
    }).pipe(Effect.provide(FetchTransport.layer))
  )
})
