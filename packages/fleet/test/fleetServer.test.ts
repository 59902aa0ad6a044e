/** The runs of a fleet through the server of its worker, as clients, browsers and other sites meet it. */
import { request } from "node:http"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import { DeleteOutcome } from "@effect-userplane/core/DeleteOutcome"
import { JournalMismatch } from "@effect-userplane/core/JournalError"
import type { LinkRef } from "@effect-userplane/core/LinkRef"
import { deleteLinks } from "@effect-userplane/core/Links"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import { outcomeLine, runLine, sendingLine } from "@effect-userplane/testing/JournalLines"
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Fleet from "../src/Fleet.js"
import * as FleetClient from "../src/FleetClient.js"
import * as FleetServer from "../src/FleetServer.js"
import * as Sqlite from "./sqlite.js"

type FleetService = Context.Tag.Service<Fleet.Fleet>

const clientOf = (url: string) =>
  Effect.map(Layer.build(Layer.provide(FleetClient.layer({ url }), FetchHttpClient.layer)), (context) =>
    Context.get(context, Fleet.Fleet)
  )

/** The fleet of a worker, and a client of its server. */
const both = Effect.gen(function* () {
  const fleet = yield* Fleet.Fleet
  const { url } = yield* FleetServer.FleetServer
  return { fleet, client: yield* clientOf(url), url }
})

const test = (
  name: string,
  effect: Effect.Effect<unknown, unknown, Fleet.Fleet | FleetServer.FleetServer | Scope.Scope>
) =>
  it.live(name, () =>
    effect.pipe(
      Effect.scoped,
      Effect.provide(FleetServer.layer().pipe(Layer.provideMerge(Fleet.layer), Layer.provide(Sqlite.layer)))
    )
  )

const { keys, links, workspaces } = Fixtures

const user = "ada"

// A failure is an error, whose fields have an order.
const encoded = Schema.encodeSync(Schema.Array(DeleteOutcome))

/** What becomes of links of the sandbox. */
const outcomesOf = (linkIds: ReadonlyArray<string>) =>
  deleteLinks(linkIds.map((linkId) => ({ workspaceId: workspaces.main, linkId }))).pipe(
    Stream.runCollect,
    Effect.map(Chunk.toReadonlyArray),
    Effect.provide(
      Userplane.layer({ apiKey: keys.member }).pipe(
        Layer.provide(SandboxHttpClient.layer),
        Layer.provide(Sandbox.layer())
      )
    )
  )

const refs = (count: number): ReadonlyArray<LinkRef> =>
  Array.from({ length: count }, (_, index) => ({ workspaceId: "ws_1", linkId: `lnk_${index}` }))

const streamOf = <E, R>(links: Fleet.Submission<E, R>["links"]): Stream.Stream<LinkRef, E, R> =>
  Stream.StreamTypeId in links ? links : Stream.fromIterable(links)

const unexpected = Effect.dieMessage("This was not expected")

const nothing: FleetService = {
  submit: () => unexpected,
  runs: unexpected,
  status: () => unexpected,
  watch: () => Stream.fromEffect(unexpected),
  outcomes: () => Stream.fromEffect(unexpected),
  knownOutcomes: () => Stream.fromEffect(unexpected),
  pause: () => unexpected,
  resume: () => unexpected,
  cancel: () => unexpected,
  update: () => unexpected,
  rotateKey: () => unexpected
}

/** A client of a fleet that does nothing but this. */
const clientOfFake = (fake: Partial<FleetService>) =>
  Effect.gen(function* () {
    const fleet = { ...nothing, ...fake }
    const scope = yield* Effect.acquireRelease(Scope.make(), (scope) => Scope.close(scope, Exit.void))
    const served = Layer.provide(FleetServer.layer(), Layer.succeed(Fleet.Fleet, fleet))
    const { url } = Context.get(yield* Layer.buildWithScope(served, scope), FleetServer.FleetServer)
    return { client: yield* clientOf(url), close: Scope.close(scope, Exit.void) }
  })

const notFound = ({ id }: { readonly id: string }) => new Fleet.RunNotFound({ id, message: "There is none" })

describe("a client", () => {
  test(
    "submits, lists and changes runs as the fleet itself does, whatever their ids are",
    Effect.gen(function* () {
      const { client, fleet } = yield* both
      for (const id of ["clean-up", "..", "a/b?c=%20&d#ü", "x".repeat(300)]) {
        const submitted = yield* client.submit({ id, user, links: refs(3), concurrency: 2 })
        expect(submitted).toEqual({
          id,
          user,
          state: "Running",
          concurrency: 2,
          final: 0,
          failed: 0,
          pending: 3,
          inFlight: 0,
          pauseReason: undefined
        })
        expect(yield* client.pause(id)).toEqual({ ...submitted, state: "Paused" })
        expect(yield* client.resume(id)).toEqual(submitted)
        expect(yield* client.update(id, { concurrency: 5 })).toEqual({ ...submitted, concurrency: 5 })
        expect(yield* client.update(id, { concurrency: 2, share: 0.5 })).toEqual(submitted)
        expect(yield* Stream.runHead(client.watch(id))).toMatchObject({ value: { share: 0.5 } })
        expect(yield* client.cancel(id)).toEqual({ ...submitted, state: "Cancelled" })
        expect(yield* client.status(id)).toEqual(yield* fleet.status(id))
        expect(yield* Stream.runCollect(client.watch(id))).toEqual(yield* Stream.runCollect(fleet.watch(id)))
        expect(yield* Stream.runCollect(client.outcomes(id))).toEqual(Chunk.empty())
      }
      expect(yield* client.rotateKey(user, "env:NEXT")).toEqual([])
      expect(yield* client.runs).toEqual(yield* fleet.runs)
      expect(yield* client.runs).toHaveLength(4)
    })
  )

  test(
    "is not asked for the links of a run that has begun",
    Effect.gen(function* () {
      const { client } = yield* both
      const first = yield* client.submit({ id: "clean-up", user, links: Stream.fromIterable(refs(1200)) })
      expect(first).toMatchObject({ state: "Running", concurrency: 8, pending: 1200 })
      const never = Stream.fromEffect(Effect.dieMessage("asked for"))
      expect(yield* client.submit({ id: "clean-up", user, links: never })).toEqual(first)
      yield* client.submit({ id: "another", user, links: [], share: 0.25 })
      expect(yield* Stream.runHead(client.watch("another"))).toMatchObject({ value: { share: 0.25 } })
    })
  )

  test(
    "submits a journal before the links, and is told where it does not belong together",
    Effect.gen(function* () {
      const { client, fleet } = yield* both
      const server = "https://api.userplane.io/api/v1"
      const final = { tag: "Deleted", outcome: "Deleted", settled: true, confirmation: "Reply" } as const
      const lines = [
        runLine({ server, operation: "links.delete" }),
        ...refs(700).flatMap((ref) => [sendingLine(ref), outcomeLine(final, ref)]),
        sendingLine({ workspaceId: "ws_1", linkId: "lnk_700" })
      ]
      for (const [id, links, pending] of [
        ["with links", Stream.rechunk(Stream.fromIterable(refs(1000)), 7), 299],
        ["without links", [], 0]
      ] as const) {
        const submitted = yield* client.submit({ id, user, links, journal: Stream.fromIterable(lines) })
        expect(submitted).toMatchObject({ state: "Running", final: 700, inFlight: 1, pending })
        expect(yield* Stream.runCount(client.knownOutcomes(id))).toBe(700)
        expect(yield* fleet.status(id)).toEqual(submitted)
      }
      const journal = Stream.fromIterable([runLine({ server }), runLine({ server: "https://other.example/api/v1" })])
      const mismatch = yield* Effect.flip(client.submit({ id: "mixed", user, links: refs(1), journal }))
      expect(mismatch).toBeInstanceOf(JournalMismatch)
      expect(mismatch).toMatchObject({ about: "server", journal: "https://other.example/api/v1", run: server })
      const broken = client.submit({ id: "broken", user, links: refs(1), journal: Stream.fail("broken" as const) })
      expect(yield* Effect.flip(broken)).toBe("broken")
    })
  )

  it.live("fails as the links fail, and its submission does not end as a whole one does", () =>
    Effect.gen(function* () {
      const taken = yield* Deferred.make<void>()
      const ended = yield* Deferred.make<Exit.Exit<void, unknown>>()
      const { client } = yield* clientOfFake({
        status: (id) => notFound({ id }),
        submit: ({ links }) =>
          Stream.runForEach(streamOf(links), () => Deferred.succeed(taken, undefined)).pipe(
            Effect.onExit((exit) => Deferred.succeed(ended, exit)),
            Effect.zipRight(unexpected)
          )
      })
      const broken = Effect.zipRight(Deferred.await(taken), Effect.fail("broken" as const))
      const links = Stream.concat(Stream.fromIterable(refs(600)), Stream.fromEffect(broken))
      expect(yield* Effect.flip(client.submit({ id: "clean-up", user, links }))).toBe("broken")
      expect(Exit.isFailure(yield* Deferred.await(ended))).toBe(true)
    }).pipe(Effect.scoped)
  )

  test(
    "meets the failures and the defects of the fleet",
    Effect.gen(function* () {
      const { client, fleet } = yield* both
      for (const change of ["status", "pause", "resume", "cancel"] as const) {
        expect(yield* Effect.flip(client[change]("unknown"))).toEqual(yield* Effect.flip(fleet[change]("unknown")))
      }
      expect(yield* Effect.flip(Stream.runDrain(client.watch("unknown")))).toMatchObject({ _tag: "RunNotFound" })
      expect(yield* Effect.flip(Stream.runDrain(client.outcomes("unknown")))).toMatchObject({ _tag: "RunNotFound" })
      expect(yield* Effect.flip(client.update("unknown", {}))).toMatchObject({ _tag: "RunNotFound" })
      const key = Fixtures.plainKeys.member
      const defect = yield* Effect.flip(Effect.catchAllDefect(client.rotateKey(user, `env:${key}`), Effect.fail))
      expect(Cause.isIllegalArgumentException(defect)).toBe(true)
      expect(String(defect)).not.toContain(key)
      const outOfRange = yield* Effect.flip(Effect.catchAllDefect(client.update("unknown", { share: 2 }), Effect.fail))
      expect(Cause.isIllegalArgumentException(outOfRange)).toBe(true)
      for (const wrong of [{ id: "" }, { user: Fixtures.plainKeys.member }, { concurrency: 0 }]) {
        const defect = yield* Effect.flip(
          Effect.catchAllDefect(client.submit({ id: "clean-up", user, links: [], ...wrong }), Effect.fail)
        )
        expect(Cause.isIllegalArgumentException(defect)).toBe(true)
        expect(String(defect)).toMatch(/must (not be empty|be a whole number from 1)|is an API key/)
        expect(String(defect)).not.toContain(Fixtures.plainKeys.member)
      }
    })
  )

  it.live("sends links no faster than they are taken in", () =>
    Effect.gen(function* () {
      let sent = 0
      const taken: Array<LinkRef> = []
      const links = Stream.fromIterable(refs(300_000)).pipe(
        Stream.rechunk(100),
        Stream.mapChunks((chunk) => {
          sent += chunk.length
          return chunk
        })
      )
      const full = new Fleet.FleetUnavailable({ message: "The disk is full" })
      const { client } = yield* clientOfFake({
        status: (id) => notFound({ id }),
        submit: ({ links }) =>
          Stream.runForEach(Stream.take(streamOf(links), 10), (link) => Effect.sync(() => taken.push(link))).pipe(
            Effect.zipRight(full)
          )
      })
      expect(yield* Effect.flip(client.submit({ id: "clean-up", user, links }))).toEqual(full)
      expect(taken).toEqual(refs(10))
      expect(sent).toBeLessThan(200_000)
    }).pipe(Effect.scoped)
  )

  it.live("rotates a key, and tells which runs go on", () =>
    Effect.gen(function* () {
      const run: Fleet.RunStatus = {
        id: "clean-up",
        user,
        state: "Running",
        concurrency: 8,
        final: 0,
        failed: 0,
        pending: 3,
        inFlight: 0,
        pauseReason: undefined
      }
      const { client } = yield* clientOfFake({
        rotateKey: (user, reference) => Effect.succeed([{ ...run, id: `${user} ${reference}` }])
      })
      expect(yield* client.rotateKey(user, "file:/key")).toEqual([{ ...run, id: "ada file:/key" }])
    }).pipe(Effect.scoped)
  )

  it.live("reads outcomes as they come, and how they fail", () =>
    Effect.gen(function* () {
      const outcomes = yield* outcomesOf([links.deletable, links.gone, links.forbidden])
      const cut = new Fleet.FleetUnavailable({ message: "The database of the runs cannot be used" })
      const { client } = yield* clientOfFake({
        knownOutcomes: () => Stream.concat(Stream.fromIterable(outcomes), Stream.fail(cut))
      })
      const seen: Array<DeleteOutcome> = []
      const read = Stream.runForEach(client.knownOutcomes("clean-up"), (outcome) =>
        Effect.sync(() => seen.push(outcome))
      )
      expect(yield* Effect.flip(read)).toEqual(cut)
      expect(encoded(seen)).toEqual(encoded(outcomes))
    }).pipe(Effect.scoped)
  )

  it.live("reads the progress of a run with all that is known of it, and with little", () =>
    Effect.gen(function* () {
      const [link = { workspaceId: "", linkId: "" }] = refs(1)
      const little: Fleet.RunProgress = {
        id: "clean-up",
        user,
        state: "Running",
        concurrency: 8,
        final: 1,
        failed: 1,
        pending: 3,
        inFlight: 1,
        pauseReason: undefined,
        share: 1,
        rate: 0,
        waitingFor: undefined,
        windows: [],
        forecastEnd: undefined,
        owner: undefined,
        lastErrors: []
      }
      const much: Fleet.RunProgress = {
        ...little,
        pauseReason: "ApiKeyExpired: The key has expired",
        share: 0.5,
        rate: 1.25,
        waitingFor: { reason: "Window", window: { limit: 120, duration: 60_000 }, until: 1, message: "full" },
        windows: [{ limit: 120, duration: 60_000, used: 7 }],
        forecastEnd: 2,
        owner: "build-3:4711",
        lastErrors: [{ at: 1, tag: "LinkNotFound", message: "None", link }]
      }
      const waitingFor = { reason: "Outage", window: undefined, until: undefined, message: undefined } as const
      const all = [little, much, { ...much, waitingFor }]
      const { client } = yield* clientOfFake({ watch: () => Stream.fromIterable(all) })
      expect(Chunk.toReadonlyArray(yield* Stream.runCollect(client.watch("clean-up")))).toEqual(all)
    }).pipe(Effect.scoped)
  )

  it.live("says that the worker is gone, before a response and amid one", () =>
    Effect.gen(function* () {
      const outcomes = yield* outcomesOf([links.gone])
      const { client, close } = yield* clientOfFake({
        knownOutcomes: () => Stream.concat(Stream.fromIterable(outcomes), Stream.never)
      })
      const read = yield* Deferred.make<void>()
      const reading = yield* Stream.runForEach(client.knownOutcomes("clean-up"), () =>
        Deferred.succeed(read, undefined)
      ).pipe(Effect.flip, Effect.fork)
      yield* Deferred.await(read)
      yield* close
      expect((yield* reading).message).toMatch(/^The worker at http:\/\/127\.0\.0\.1:\d+ has ended amid a response$/)
      const error = yield* Effect.flip(client.status("clean-up"))
      expect(error).toMatchObject({ _tag: "FleetUnavailable" })
      expect(error.message).toMatch(/^The worker at http:\/\/127\.0\.0\.1:\d+ cannot be reached: ECONNREFUSED$/)
    }).pipe(Effect.scoped)
  )
})

describe("the server", () => {
  /** The status of a response to headers that `fetch` would not send. */
  const statusOf = (url: string, method: string, headers: Readonly<Record<string, string>>) =>
    Effect.async<number | undefined>((resume) => {
      const sent = request(url, { method, headers }, (response) => {
        response.resume()
        resume(Effect.succeed(response.statusCode))
      })
      sent.end()
    })

  test(
    "answers its own page, programs and tunnels, and no other site",
    Effect.gen(function* () {
      const { client, url } = yield* both
      yield* client.submit({ id: "clean-up", user, links: refs(1) })
      const { host, port } = new URL(url)
      for (const [headers, expected] of [
        [{}, 200],
        [{ host: `localhost:${port}` }, 200],
        [{ host: "[::1]:8080" }, 200],
        [{ origin: url, "sec-fetch-site": "same-origin" }, 200],
        [{ "sec-fetch-site": "none" }, 200],
        [{ host: "evil.example" }, 403],
        [{ host: `evil.example:${port}`, origin: `http://evil.example:${port}` }, 403],
        [{ host: `127.0.0.1.evil.example:${port}` }, 403],
        [{ origin: "https://evil.example" }, 403],
        [{ origin: "null" }, 403],
        [{ origin: `http://127.0.0.1:${Number(port) + 1}` }, 403],
        [{ "sec-fetch-site": "cross-site" }, 403],
        [{ "sec-fetch-site": "same-site" }, 403]
      ] as const) {
        const answered = yield* statusOf(`${url}/api/run/pause?id=clean-up`, "POST", { host, ...headers })
        expect([headers, answered]).toEqual([headers, expected])
      }
    })
  )

  test(
    "answers what it does not understand with a reason",
    Effect.gen(function* () {
      const { url } = yield* both
      const asked = (path: string, init?: RequestInit) =>
        Effect.promise(async () => {
          const response = await fetch(`${url}${path}`, init)
          return [response.status, await response.text()] as const
        })
      expect(yield* asked("/nowhere")).toEqual([404, "There is no such page."])
      expect((yield* asked("/api/run"))[0]).toBe(400)
      for (const body of ["", "{", "[]", '{"workspaceId":"ws_1","linkId":"lnk_1"}']) {
        const [status, text] = yield* asked("/api/runs", { method: "POST", body })
        expect([body, status, JSON.parse(text)._tag]).toEqual([body, 400, "InvalidInput"])
      }
    })
  )
})
