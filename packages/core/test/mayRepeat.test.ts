import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { advice } from "../src/DeleteLinkError.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { ConnectionHistory } from "../src/internal/connectionHistory.js"
import { anyClientMayRepeat, platformFetchOf } from "../src/internal/platformFetch.js"
import * as Journal from "../src/Journal.js"
import { deleteLinks } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import { briefLines, collect, ended, links, server } from "./bulkRun.js"
import { callAt } from "./carriers.js"
import type { Fetch } from "./fetches.js"
import { connectionReset, documented, type ScriptedTransport, script } from "./scriptedTransport.js"
import { deleteUnder, failureOf, linkOf, outcomeOf } from "./testClient.js"

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

describe("LINK_GONE over a transport that may repeat a request by itself", () => {
  const gone = documented("LinkGone")
  const policy = RetryPolicy.exponential({ baseDelay: 0 })

  const repeating = (scripted: ScriptedTransport): ScriptedTransport => ({
    ...scripted,
    layer: Layer.map(scripted.layer, (context) =>
      Context.add(context, Transport.Transport, {
        ...Context.get(context, Transport.Transport),
        mayRepeat: true
      })
    )
  })

  it.effect("is the failure LinkGone at a first attempt, and what to do says who deleted it", () =>
    Effect.gen(function* () {
      const failure = failureOf(yield* outcomeOf(deleteUnder(policy), repeating(script(gone))))
      expect(failure).toMatchObject({ _tag: "LinkGone", attempts: 1, outcome: "Unknown" })
      expect(advice(failure)).toContain("by this call or before it")
    })
  )

  it.effect("is a success after an attempt whose response was lost", () =>
    Effect.gen(function* () {
      const link = linkOf(yield* outcomeOf(deleteUnder(policy), repeating(script(connectionReset, gone))))
      expect(link).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: 2 })
    })
  )

  it.effect.each(["BadRequest", "LinkNotFound", "WorkspaceGone", "LinkDeleteForbidden"] as const)(
    "is another matter than %s, which proves that nothing was deleted",
    (tag) =>
      Effect.gen(function* () {
        const failure = failureOf(yield* outcomeOf(deleteUnder(policy), repeating(script(documented(tag)))))
        expect(failure).toMatchObject({ _tag: tag, outcome: "NotDeleted" })
      })
  )

  it.effect("is final in a run of many and in its journal, so that a resumed run asks for nothing", () =>
    Effect.gen(function* () {
      const journal = yield* Journal.Journal
      const world = repeating(server({ lnk_1: [gone] }))
      const run = () =>
        ended(deleteLinks(links(1)), { server: world, journal: Layer.succeed(Journal.Journal, journal) })
      const first = yield* run()
      expect(first.outcomes).toMatchObject([{ _tag: "AlreadyGone", requests: 1, error: { outcome: "Unknown" } }])
      expect(briefLines(yield* collect(journal.lines))).toContain("outcome lnk_1 1 LinkGone Unknown settled")
      expect(yield* run()).toMatchObject({ outcomes: [], failure: undefined })
      expect(world.requests).toHaveLength(1)
    }).pipe(Effect.provide(Journal.layerMemory()))
  )
})
