import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FetchTransport from "../src/FetchTransport.js"
import { ConnectionHistory } from "../src/internal/connectionHistory.js"
import { anyClientMayRepeat, platformFetchOf } from "../src/internal/platformFetch.js"
import * as Transport from "../src/Transport.js"
import { callAt } from "./carriers.js"
import type { Fetch } from "./fetches.js"

const client = { name: "no idle connections" }
const node = { process: { versions: { undici: "7.0.0" } } }
const deno = { createHttpClient: () => client }
const unstableDeno = {
  createHttpClient: () => {
    throw new TypeError("Unstable")
  }
}

describe("what is known of a platform's fetch", () => {
  it.each([
    { name: "Node", platform: node, init: {}, fetch: false, others: false },
    { name: "Bun", platform: { Bun: {} }, init: { keepalive: false }, fetch: false, others: true },
    { name: "Deno", platform: { Deno: deno }, init: { client }, fetch: false, others: true },
    { name: "Deno without such clients", platform: { Deno: {} }, init: {}, fetch: true, others: true },
    { name: "Deno that refuses one", platform: { Deno: unstableDeno }, init: {}, fetch: true, others: true },
    { name: "a browser", platform: { document: {} }, init: {}, fetch: true, others: true },
    { name: "a window with Node beside it", platform: { ...node, document: {} }, init: {}, fetch: true, others: true },
    { name: "workerd", platform: { process: { versions: { node: "22" } } }, init: {}, fetch: true, others: true }
  ])("$name", ({ fetch, init, others, platform }) => {
    expect(platformFetchOf(platform)).toEqual({ init, mayRepeat: fetch })
    expect(anyClientMayRepeat(platform)).toBe(others)
  })
})

describe("a connection that was not made", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" })

  it.each([
    { mayRepeat: false, before: false, after: false },
    { mayRepeat: true, before: false, after: true }
  ])("proves that nothing was sent, unless it may have been before: $mayRepeat", ({ after, before, mayRepeat }) => {
    const history = new ConnectionHistory(mayRepeat)
    expect(history.mayHaveBeenSent(refused)).toBe(before)
    history.noteConnected()
    expect(history.mayHaveBeenSent(refused)).toBe(after)
  })

  it("proves nothing after a connection that was lost", () => {
    const history = new ConnectionHistory(true)
    expect(history.mayHaveBeenSent(new Error("read ECONNRESET"))).toBe(true)
    expect(history.mayHaveBeenSent(refused)).toBe(true)
  })
})

describe("LINK_GONE at a first attempt", () => {
  const gone: Fetch = () =>
    Promise.resolve(Response.json({ defined: true, code: "LINK_GONE", status: 410, message: "m" }, { status: 410 }))

  it.live.each([
    { name: "a fetch of the user's", options: {}, outcome: "Unknown" },
    { name: "a fetch that repeats nothing", options: { mayRepeat: false }, outcome: "NotDeleted" }
  ])("over $name is LinkGone, with the outcome $outcome", ({ options, outcome }) =>
    Effect.gen(function* () {
      const transport = FetchTransport.fromFetch(gone, options)
      const result = yield* callAt("http://127.0.0.1:1").pipe(
        Effect.provide(Layer.succeed(Transport.Transport, transport))
      )
      expect(result).toMatchObject({ left: { _tag: "LinkGone", attempts: 1, outcome } })
    })
  )
})
