import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import { fromFetch } from "../src/FetchTransport.js"
import { AbortControllers } from "../src/internal/abortControllers.js"
import { breaking, type Fetch, failing, request } from "./fetches.js"

describe("controllers that are given back", () => {
  it("are kept, 64 of them at most", () => {
    const controllers = new AbortControllers()
    const lend = (count: number) => Array.from({ length: count }, () => controllers.lend())
    const first = lend(65)
    for (const controller of first) controllers.takeBack(controller)
    const known = new Set(first)
    expect(lend(65).filter((controller) => known.has(controller))).toHaveLength(64)
  })
})

describe("the signal of a request", () => {
  /** A carrier, and the signals that its `fetch` was given. */
  const signalsOf = (fetch: Fetch) => {
    const signals: Array<AbortSignal> = []
    const carrier = fromFetch((input, init) => {
      signals.push(Option.getOrThrow(Option.fromNullable(init?.signal)))
      return fetch(input, init)
    })
    return { carrier, signals }
  }

  const answering: Fetch = () => Promise.resolve(new Response("{}"))

  it.live("serves the next one too, eight at most", () =>
    Effect.gen(function* () {
      const { carrier, signals } = signalsOf(answering)
      for (let sent = 0; sent < 17; sent++) yield* carrier.send(request)
      const [first, ninth, last] = [...new Set(signals)]
      expect(signals).toEqual([...Array(8).fill(first), ...Array(8).fill(ninth), last])
      expect(new Set(signals).size).toBe(3)
    })
  )

  it.live("is its own while it is under way", () =>
    Effect.gen(function* () {
      const { carrier, signals } = signalsOf(() => new Promise(() => {}))
      const first = yield* Effect.fork(carrier.send(request))
      const second = yield* Effect.fork(carrier.send(request))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(first)
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
      yield* Fiber.interrupt(second)
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
    })
  )

  it.live.each([
    { name: "failed", fetch: failing(new TypeError("fetch failed")) },
    { name: "broke off", fetch: breaking(new TypeError("terminated")) },
    { name: "was too large", fetch: () => Promise.resolve(new Response(new Uint8Array(request.maxBodyBytes + 1))) }
  ])("serves no other one after it $name", ({ fetch }) =>
    Effect.gen(function* () {
      const { carrier, signals } = signalsOf(fetch)
      yield* Effect.ignore(carrier.send(request))
      yield* Effect.ignore(carrier.send(request))
      expect(signals).toHaveLength(2)
      expect(signals[0] === signals[1]).toBe(false)
      expect(signals[1]?.aborted).toBe(signals[0]?.aborted)
    })
  )

  it.live("is not aborted by what ended a request before it", () =>
    Effect.gen(function* () {
      let pending = false
      const { carrier, signals } = signalsOf((input) => (pending ? new Promise(() => {}) : answering(input)))
      const start = Option.getOrThrow(Option.fromNullable(carrier.start))
      const answered = Deferred.unsafeMake<void>(FiberId.none)
      const cancelFirst = start(request, () => Deferred.unsafeDone(answered, Effect.void))
      yield* Deferred.await(answered)
      pending = true
      const cancelSecond = start(request, () => {})
      cancelFirst()
      expect(signals[0] === signals[1]).toBe(true)
      expect(signals[1]?.aborted).toBe(false)
      cancelSecond()
      expect(signals[1]?.aborted).toBe(true)
    })
  )
})
