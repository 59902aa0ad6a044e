import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as FetchTransport from "../src/FetchTransport.js"
import { Transport, TransportFailure } from "../src/Transport.js"
import { type Fetch, failing, request } from "./fetches.js"

const send = (fetch: Fetch) => FetchTransport.fromFetch(fetch).send(request, 1000)

/** The behaviour of the transport itself is tested in the protocol. */
describe("what is asked of fetch", () => {
  it.live("is the request as it is, with redirects left to the caller, and with a signal", () =>
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
      name: "after the request was sent",
      fetch: failing(new TypeError("fetch failed", { cause: reset })),
      failure: { message: "read ECONNRESET", mayHaveBeenSent: true }
    }
  ])("$name is a TransportFailure", ({ failure, fetch }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(send(fetch))
      expect(error).toBeInstanceOf(TransportFailure)
      expect({ message: error.message, mayHaveBeenSent: error.mayHaveBeenSent }).toEqual(failure)
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
