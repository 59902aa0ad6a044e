/** Runs that are watched and controlled from anywhere, stated once for SQLite and Postgres, without a worker. */
import { BadArgument } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import { SqlClient } from "@effect/sql/SqlClient"
import { describe, expect, it } from "@effect/vitest"
import * as ApiKey from "@effect-userplane/core/ApiKey"
import { DeletedLink } from "@effect-userplane/core/DeletedLink"
import { LinkDeleteForbidden } from "@effect-userplane/core/DeleteLinkError"
import { Deleted, type DeleteOutcome, Failed } from "@effect-userplane/core/DeleteOutcome"
import type { Line } from "@effect-userplane/core/Journal"
import type { LinkRef } from "@effect-userplane/core/LinkRef"
import * as Quota from "@effect-userplane/core/Quota"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import { outcomeLine, runLine, sendingLine } from "@effect-userplane/testing/JournalLines"
import { reveals } from "@effect-userplane/testing/KeySearch"
import * as Chunk from "effect/Chunk"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Tracer from "effect/Tracer"
import * as Fleet from "../src/Fleet.js"
import * as FleetKey from "../src/FleetKey.js"
import * as Ledger from "../src/internal/run/ledger.js"
import * as Report from "../src/internal/run/report.js"
import * as SqlQuota from "../src/SqlQuota.js"
import { recorded } from "./recorded.js"

const { plainKeys } = Fixtures

const user = "ada"

const id = "clean-up"

const refOf = (number: number): LinkRef => ({ workspaceId: "ws_1", linkId: `lnk_${number}` })

const refs = (count: number) => Array.from({ length: count }, (_, index) => refOf(index + 1))

const fields = {
  requests: 1,
  waited: Duration.zero,
  startedAt: DateTime.unsafeMake(0),
  endedAt: DateTime.unsafeMake(1)
}

const deleted = (ref: LinkRef): DeleteOutcome =>
  new Deleted({
    ...fields,
    ...ref,
    link: new DeletedLink({ ...ref, message: "Deleted", confirmation: "Reply", attempts: 1 })
  })

const forbidden = (ref: LinkRef): DeleteOutcome =>
  new Failed({
    ...fields,
    ...ref,
    error: new LinkDeleteForbidden({
      ...ref,
      attempts: 1,
      outcome: "NotDeleted",
      code: "LINK_DELETE_FORBIDDEN",
      status: 403,
      message: "Not yours"
    })
  })

const numberOf = ({ linkId }: { readonly linkId: string }) => Number(linkId.slice("lnk_".length))

const submitted = (count: number) =>
  Effect.flatMap(Fleet.Fleet, ({ submit }) => submit({ id, user, links: refs(count), concurrency: 4 }))

const ledger = Effect.map(SqlClient, Ledger.make)

const claimed = Effect.flatMap(ledger, (ledger) =>
  Effect.filterOrDie(
    ledger.claim(id),
    (claim) => claim !== undefined,
    () => new Error("not claimed")
  )
)

const send = (claim: Ledger.Claim, number: number) =>
  Effect.flatMap(ledger, ({ send }) => send(claim, sendingLine(refOf(number))))

const settle = (numbers: Iterable<number>, outcome = deleted) =>
  Effect.flatMap(ledger, ({ settle }) =>
    Effect.forEach(numbers, (number) => settle(id, outcome(refOf(number))), { discard: true })
  )

const finish = Effect.flatMap(ledger, ({ finish }) => Effect.flatMap(claimed, finish))

const waiting = (wait: Quota.Wait | undefined) =>
  Layer.succeed(Quota.Quota, {
    windows: [],
    permit: () => Effect.never,
    wait: Effect.succeed(Option.fromNullable(wait)),
    waits: Stream.never,
    forecast: () => Effect.never
  })

/** Says that a worker works on the run and waits. It goes on to say so until the scope ends. */
const reported = (claim: Ledger.Claim, wait?: Quota.Wait) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    yield* Effect.provide(Report.make(sql, "host:1")(claim), waiting(wait))
    yield* Effect.repeat(sql`SELECT run FROM userplane_owners`, { until: (rows) => rows.length > 0 })
  })

/** Starts to run a stream, whose elements can be taken one by one. */
const running = <A, E, R>(stream: Stream.Stream<A, E, R>) =>
  Effect.gen(function* () {
    const queue = yield* Queue.unbounded<A>()
    const fiber = yield* Effect.forkScoped(Stream.runForEach(stream, (element) => Queue.offer(queue, element)))
    const take = (count: number) => Effect.map(Queue.takeN(queue, count), Chunk.toReadonlyArray)
    return { take, rest: Effect.zipRight(Fiber.join(fiber), Effect.map(Queue.takeAll(queue), Chunk.toReadonlyArray)) }
  })

const first = <A, E, R>(stream: Stream.Stream<A, E, R>) => Effect.flatten(Stream.runHead(stream))

const failedStatements = (spans: ReadonlyArray<Tracer.Span>) =>
  Effect.sync(() => spans.filter(({ status }) => status._tag === "Ended" && Exit.isFailure(status.exit)).length)

/** @param database - A client of a database with nothing in it, made anew for each test. */
export const controlTable = <E>(database: Layer.Layer<SqlClient, E>): void => {
  const test = (name: string, effect: Effect.Effect<unknown, unknown, Fleet.Fleet | Scope.Scope | SqlClient>) =>
    it.live(name, () => effect.pipe(Effect.scoped, Effect.provide(Layer.provideMerge(Fleet.layer, database))))

  describe("the progress of a run", () => {
    test(
      "tells what has become of its links, and who works on it",
      Effect.gen(function* () {
        const { watch } = yield* Fleet.Fleet
        yield* submitted(10)
        expect(yield* first(watch(id))).toMatchObject({
          id,
          state: "Running",
          pending: 10,
          share: 1,
          rate: 0,
          waitingFor: undefined,
          windows: [],
          forecastEnd: undefined,
          owner: undefined,
          lastErrors: []
        })
        const claim = yield* claimed
        yield* Effect.forEach([1, 2, 3, 4], (number) => send(claim, number))
        yield* settle([1])
        yield* settle([2, 3], forbidden)
        yield* reported(claim)
        const progress = yield* first(watch(id))
        expect(progress).toMatchObject({ final: 3, failed: 2, pending: 6, inFlight: 1, owner: "host:1" })
        expect(progress.rate).toBeGreaterThan(0)
        expect(progress.rate).toBeLessThanOrEqual(3)
        expect(progress.forecastEnd).toBeGreaterThan(0)
        expect(progress.lastErrors.map(({ link, message, tag }) => [link.linkId, tag, message])).toEqual([
          ["lnk_3", "LinkDeleteForbidden", "Not yours"],
          ["lnk_2", "LinkDeleteForbidden", "Not yours"]
        ])
      })
    )

    test(
      "tells what is waited for",
      Effect.gen(function* () {
        const { watch } = yield* Fleet.Fleet
        yield* submitted(1)
        const until = DateTime.unsafeMake(1_000_000_000_400)
        yield* reported(yield* claimed, {
          reason: "Window",
          window: { limit: 120, duration: Duration.minutes(1) },
          until,
          waiting: 3
        })
        const { waitingFor } = yield* first(watch(id))
        expect(waitingFor).toEqual({
          reason: "Window",
          window: { limit: 120, duration: 60_000 },
          until: 1_000_000_001_000,
          message: undefined
        })
      })
    )

    test(
      "tells of an outage, and forecasts no end in it",
      Effect.gen(function* () {
        const { watch } = yield* Fleet.Fleet
        yield* submitted(1)
        const outage = { since: DateTime.unsafeMake(0), message: "refused" }
        yield* reported(yield* claimed, { reason: "Outage", outage, waiting: 0 })
        expect(yield* first(watch(id))).toMatchObject({
          waitingFor: { reason: "Outage", message: "refused" },
          forecastEnd: undefined
        })
      })
    )

    test(
      "tells of a key that was refused",
      Effect.gen(function* () {
        const { watch } = yield* Fleet.Fleet
        yield* submitted(1)
        yield* (yield* ledger).pause(yield* claimed, "ApiKeyExpired: It has expired")
        expect(yield* first(watch(id))).toMatchObject({
          state: "Paused",
          waitingFor: { reason: "Key", message: "ApiKeyExpired: It has expired" },
          forecastEnd: undefined
        })
      })
    )

    test(
      "forgets a worker that was not seen for long",
      Effect.gen(function* () {
        const { watch } = yield* Fleet.Fleet
        const sql = yield* SqlClient
        yield* submitted(1)
        yield* Effect.scoped(reported(yield* claimed, { reason: "Probe", waiting: 1 }))
        expect(yield* first(watch(id))).toMatchObject({ owner: "host:1", waitingFor: { reason: "Probe" } })
        yield* sql`UPDATE userplane_owners SET seen_at = seen_at - 60000`
        expect(yield* first(watch(id))).toMatchObject({ owner: undefined, waitingFor: undefined })
      })
    )

    test(
      "tells the use of each window by all programs, and when the quota lets the run end",
      Effect.gen(function* () {
        const { watch } = yield* Fleet.Fleet
        yield* submitted(25)
        const windows = [
          { limit: 10, duration: "1 minute" },
          { limit: 100, duration: "1 day" }
        ] as const
        const quota = yield* Layer.build(SqlQuota.layer({ user, windows }))
        yield* Effect.provide(Effect.repeatN(Quota.withPermit(Effect.void), 4), quota)
        const before = yield* Effect.map(DateTime.now, DateTime.toEpochMillis)
        const { forecastEnd = 0, windows: use } = yield* first(watch(id))
        expect(use).toEqual([
          { limit: 10, duration: 60_000, used: 5 },
          { limit: 100, duration: 86_400_000, used: 5 }
        ])
        // Five at once, ten a minute later, and the last ten after another.
        expect(forecastEnd - before).toBeGreaterThan(110_000)
        expect(forecastEnd - before).toBeLessThan(150_000)
      })
    )

    test(
      "is told again when it has changed, until the run has ended",
      Effect.gen(function* () {
        const { watch } = yield* Fleet.Fleet
        yield* submitted(2)
        const { rest, take } = yield* running(Stream.map(watch(id), ({ final, state }) => [state, final]))
        expect(yield* take(1)).toEqual([["Running", 0]])
        yield* settle([1, 2])
        yield* finish
        expect((yield* rest).at(-1)).toEqual(["Done", 2])
      })
    )

    test(
      "goes on when the database can be used again",
      recorded(({ spans }) =>
        Effect.gen(function* () {
          const { outcomes, watch } = yield* Fleet.Fleet
          const sql = yield* SqlClient
          yield* submitted(2)
          yield* settle([1])
          const watched = yield* running(Stream.map(watch(id), ({ state }) => state))
          const followed = yield* running(Stream.map(outcomes(id), numberOf))
          yield* watched.take(1)
          expect(yield* followed.take(1)).toEqual([1])
          yield* sql`ALTER TABLE userplane_links RENAME TO away`
          yield* Effect.repeat(failedStatements(spans), {
            until: (count) => count >= 4,
            schedule: Schedule.spaced("10 millis")
          })
          yield* sql`ALTER TABLE away RENAME TO userplane_links`
          yield* settle([2])
          yield* finish
          expect((yield* watched.rest).at(-1)).toBe("Done")
          expect(yield* followed.rest).toEqual([2])
        })
      )
    )

    test(
      "is none of a run that was not submitted",
      Effect.gen(function* () {
        const { outcomes, watch } = yield* Fleet.Fleet
        for (const run of [Stream.runDrain(watch(id)), Stream.runDrain(outcomes(id))]) {
          expect(yield* Effect.flip(run)).toMatchObject({ _tag: "RunNotFound", id })
        }
      })
    )
  })

  describe("a submission", () => {
    test(
      "waits for the database, and takes no link in twice",
      recorded(({ spans }) =>
        Effect.gen(function* () {
          const { submit } = yield* Fleet.Fleet
          const sql = yield* SqlClient
          const away = Stream.drain(Stream.fromEffect(sql`ALTER TABLE userplane_links RENAME TO away`))
          const links = Stream.concat(
            Stream.fromIterable(refs(500)),
            Stream.concat(away, Stream.fromIterable(refs(900)))
          )
          const submitting = yield* Effect.fork(submit({ id, user, links }))
          yield* Effect.repeat(failedStatements(spans), {
            until: (count) => count >= 2,
            schedule: Schedule.spaced("10 millis")
          })
          yield* sql`ALTER TABLE away RENAME TO userplane_links`
          expect(yield* Fiber.join(submitting)).toMatchObject({ state: "Running", pending: 900 })
        })
      )
    )
  })

  describe("a journal that is submitted", () => {
    const server = "https://api.userplane.io/api/v1"

    const final = (number: number) =>
      outcomeLine(
        { tag: "Deleted", outcome: "Deleted", settled: true, status: 200, confirmation: "Reply" },
        refOf(number)
      )

    const submit = <E>(journal: Iterable<Line> | Stream.Stream<Line, E>, links = refs(6)) =>
      Effect.flatMap(Fleet.Fleet, ({ submit }) =>
        submit({ id, user, links, journal: Stream.StreamTypeId in journal ? journal : Stream.fromIterable(journal) })
      )

    const begun = [
      runLine({ server, operation: "links.delete" }),
      sendingLine(refOf(3)),
      sendingLine(refOf(1)),
      final(1),
      sendingLine(refOf(2)),
      outcomeLine({ tag: "LinkDeleteForbidden", outcome: "NotDeleted", settled: true, status: 403 }, refOf(2)),
      sendingLine(refOf(4)),
      outcomeLine({ tag: "ServiceUnavailable", outcome: "Unknown", settled: false, status: 503 }, refOf(4)),
      sendingLine(refOf(7), 2)
    ]

    test(
      "goes on where it was: what is final counts, and the rest is requested as it was left",
      Effect.gen(function* () {
        const { knownOutcomes } = yield* Fleet.Fleet
        expect(yield* submit(begun)).toMatchObject({
          state: "Running",
          final: 2,
          failed: 1,
          inFlight: 2,
          pending: 3
        })
        const { open } = yield* ledger
        expect(yield* open(id, 10)).toEqual([
          { ...refOf(3), state: "InFlight", attempt: 1 },
          { ...refOf(4), state: "Unknown", attempt: 1 },
          { ...refOf(7), state: "InFlight", attempt: 2 },
          { ...refOf(5), state: "Pending", attempt: 0 },
          { ...refOf(6), state: "Pending", attempt: 0 }
        ])
        expect(yield* claimed).toMatchObject({ server })
        const known = Chunk.toReadonlyArray(yield* Stream.runCollect(knownOutcomes(id)))
        expect(known).toMatchObject([
          { _tag: "Deleted", ...refOf(1), requests: 1, link: { confirmation: "Reply", attempts: 1 } },
          {
            _tag: "Failed",
            ...refOf(2),
            error: { _tag: "LinkDeleteForbidden", code: "LINK_DELETE_FORBIDDEN", status: 403 }
          }
        ])
      })
    )

    test(
      "keeps every final failure as what it was",
      Effect.gen(function* () {
        const { knownOutcomes } = yield* Fleet.Fleet
        const failed = { outcome: "NotDeleted", settled: true } as const
        yield* submit([
          runLine({ server }),
          outcomeLine({ ...failed, tag: "LinkGone", status: 410, message: "It is gone" }, refOf(1)),
          outcomeLine({ ...failed, tag: "InvalidLinkRef", attempt: 0 }, { workspaceId: "..", linkId: "lnk_1" }),
          outcomeLine({ ...failed, tag: "InvalidLinkRef", attempt: 0 }, { workspaceId: "ws_1", linkId: "." }),
          outcomeLine({ ...failed, tag: "UndocumentedError", status: 418, outcome: "Unknown" }, refOf(2))
        ])
        expect(Chunk.toReadonlyArray(yield* Stream.runCollect(knownOutcomes(id)))).toMatchObject([
          { _tag: "AlreadyGone", error: { _tag: "LinkGone", message: "It is gone" } },
          { error: { _tag: "InvalidLinkRef", field: "workspaceId" } },
          { error: { _tag: "InvalidLinkRef", field: "linkId" } },
          { error: { _tag: "UndocumentedError", status: 418, outcome: "Unknown" } }
        ])
      })
    )

    test(
      "is taken in again where it was broken off, and nothing final is opened",
      Effect.gen(function* () {
        const lines = [runLine({ server }), ...refs(1200).flatMap((ref) => [sendingLine(ref), final(numberOf(ref))])]
        const broken = Stream.concat(Stream.fromIterable(lines.slice(0, 1800)), Stream.fail("broken" as const))
        expect(yield* Effect.flip(submit(broken))).toBe("broken")
        const all = refs(1201)
        expect(yield* submit([...lines, sendingLine(refOf(1201))], all)).toMatchObject({
          state: "Running",
          final: 1200,
          pending: 0,
          inFlight: 1
        })
      })
    )

    test(
      "is refused where it belongs to several servers, or to another operation",
      Effect.gen(function* () {
        const { status } = yield* Fleet.Fleet
        const other = "https://other.example/api/v1"
        expect(yield* Effect.flip(submit([runLine({ server }), runLine({ server: other })]))).toMatchObject({
          _tag: "JournalMismatch",
          about: "server",
          message: expect.stringContaining(other)
        })
        expect(yield* Effect.flip(submit([runLine({ server, operation: "links.create" })]))).toMatchObject({
          _tag: "JournalMismatch",
          about: "operation"
        })
        expect(yield* status(id)).toMatchObject({ state: "Submitting", final: 0 })
      })
    )

    test(
      "need not name its server, and a warning says so",
      recorded(({ logs }) =>
        Effect.gen(function* () {
          const lines = [runLine(), sendingLine(refOf(1)), final(1)]
          expect(yield* submit(lines)).toMatchObject({ state: "Running", final: 1 })
          expect(yield* claimed).toMatchObject({ server: undefined })
          expect(logs.join()).toContain("The journal does not name its server")
        })
      )
    )
  })

  describe("an update of a run", () => {
    test(
      "changes what is given, and ends the claim of its worker",
      Effect.gen(function* () {
        const { update, watch } = yield* Fleet.Fleet
        const { isAsClaimed } = yield* ledger
        yield* submitted(1)
        const before = yield* claimed
        expect(before).toMatchObject({ concurrency: 4, share: 1 })
        yield* update(id, { share: 0.3 })
        expect(yield* isAsClaimed(before)).toBe(false)
        const after = yield* claimed
        expect(after).toMatchObject({ concurrency: 4, share: 0.3 })
        expect(yield* isAsClaimed(after)).toBe(true)
        yield* update(id, { concurrency: 2 })
        expect(yield* isAsClaimed(after)).toBe(false)
        expect(yield* first(watch(id))).toMatchObject({ concurrency: 2, share: 0.3 })
      })
    )

    test(
      "is out of range, or of a run that has ended or is not there",
      Effect.gen(function* () {
        const { cancel, update } = yield* Fleet.Fleet
        expect(yield* Effect.flip(update(id, {}))).toMatchObject({ _tag: "RunNotFound" })
        yield* submitted(1)
        for (const wrong of [{ share: 0 }, { share: 1.1 }, { concurrency: 0.5 }]) {
          const defect = yield* Effect.flip(Effect.catchAllDefect(update(id, wrong), Effect.fail))
          expect(String(defect)).toMatch(/must be (a whole number from 1|more than 0 and 1 at most)/)
        }
        yield* cancel(id)
        expect(yield* update(id, { concurrency: 2 })).toMatchObject({ state: "Cancelled", concurrency: 4 })
      })
    )
  })

  describe("the key of a user", () => {
    test(
      "is rotated, and the runs go on that were paused because of it",
      Effect.gen(function* () {
        const { pause, rotateKey, status, submit } = yield* Fleet.Fleet
        const runs = ["refused", "by hand", "elsewhere", "other user"]
        for (const id of runs) yield* submit({ id, user: id === "other user" ? "bob" : user, links: refs(1) })
        const { claim, pause: stop } = yield* ledger
        for (const [run, reason] of [
          ["refused", "ApiKeyExpired: It has expired"],
          ["elsewhere", "JournalMismatch: Another server"],
          ["other user", "ApiKeyExpired: It has expired"]
        ] as const) {
          const claimed = yield* claim(run)
          if (claimed !== undefined) yield* stop(claimed, reason)
        }
        yield* pause("by hand")
        expect(yield* rotateKey(user, "env:NEXT_KEY")).toMatchObject([
          { id: "refused", state: "Running", pauseReason: undefined }
        ])
        const states = yield* Effect.forEach(runs, (run) => Effect.map(status(run), ({ state }) => state))
        expect(states).toEqual(["Running", "Paused", "Paused", "Paused"])
        expect(yield* rotateKey(user, "env:NEXT_KEY")).toEqual([])
      })
    )

    test(
      "is not refused to a run that has begun with the key before",
      Effect.gen(function* () {
        const { rotateKey, status } = yield* Fleet.Fleet
        const { pause } = yield* ledger
        yield* submitted(1)
        const before = yield* claimed
        yield* rotateKey(user, "env:NEXT_KEY")
        yield* pause(before, "ApiKeyExpired: It has expired")
        expect(yield* status(id)).toMatchObject({ state: "Running" })
        yield* pause(yield* claimed, "ApiKeyExpired: It has expired")
        expect(yield* status(id)).toMatchObject({ state: "Paused" })
      })
    )

    test(
      "is not taken for a reference",
      Effect.gen(function* () {
        const { rotateKey } = yield* Fleet.Fleet
        const key = Redacted.value(Fixtures.keys.member)
        for (const wrong of [key, `env:${key}`, `file:/${key.toUpperCase()}`, "", "NAME", "env:", ":x", "/path"]) {
          const defect = yield* Effect.flip(Effect.catchAllDefect(rotateKey(user, wrong), Effect.fail))
          expect(String(defect)).toMatch(/must (not hold an API key|say where the key is)/)
          expect(reveals(String(defect), key)).toBe(false)
        }
        const sql = yield* SqlClient
        expect(yield* sql`SELECT * FROM userplane_keys`).toEqual([])
      })
    )

    test(
      "is looked up anew each time, in the environment and in files",
      Effect.gen(function* () {
        const { rotateKey } = yield* Fleet.Fleet
        const sql = yield* SqlClient
        const found = new Map<string, string>([["USERPLANE_API_KEY", plainKeys.member]])
        const file = FileSystem.layerNoop({
          readFileString: (path) =>
            path === "/run/key"
              ? Effect.succeed(`${plainKeys.owner}\n`)
              : Effect.fail(new BadArgument({ module: "FileSystem", method: "" }))
        })
        const keyOf = FleetKey.layer({ user }).pipe(Layer.provide(FleetKey.layerEnvironment), Layer.provide(file))
        const { current } = Context.get(yield* Layer.build(keyOf), ApiKey.ApiKey)
        const key = Effect.suspend(() =>
          Effect.map(current, Redacted.value).pipe(
            Effect.catchAll(({ message }) => Effect.succeed(message)),
            Effect.withConfigProvider(ConfigProvider.fromMap(found))
          )
        )
        expect(yield* key).toBe(plainKeys.member)
        found.set("USERPLANE_API_KEY", ` ${plainKeys.admin} `)
        expect(yield* key).toBe(plainKeys.admin)
        found.set("USERPLANE_API_KEY", "not a key")
        expect(yield* key).toMatch(/^The key of ada cannot be had: env:USERPLANE_API_KEY holds no API key/)
        for (const [reference, expected] of [
          ["file:/run/key", plainKeys.owner],
          ["file:/nowhere", "The key of ada cannot be had: file:/nowhere cannot be read"],
          ["env:NOWHERE", "The key of ada cannot be had: env:NOWHERE is not set"],
          [
            "vault:x",
            "The key of ada cannot be had: vault:x is of a kind that is not known here: env:NAME and file:/path are"
          ]
        ] as const) {
          yield* rotateKey(user, reference)
          expect(yield* key).toBe(expected)
        }
        yield* rotateKey(user, "file:/run/key")
        yield* key
        yield* sql`DROP TABLE userplane_keys`
        expect(yield* key).toBe(plainKeys.owner)
      })
    )
  })

  describe("the outcomes of a run", () => {
    test(
      "are those that are known, and then those that follow, each once",
      Effect.gen(function* () {
        const { outcomes } = yield* Fleet.Fleet
        yield* submitted(1200)
        yield* settle([3, 1])
        const { rest, take } = yield* running(Stream.map(outcomes(id), numberOf))
        expect(yield* take(2)).toEqual([1, 3])
        yield* settle([2])
        expect(yield* take(1)).toEqual([2])
        yield* settle([5, 4, 7])
        expect(yield* Effect.map(take(3), (numbers) => numbers.toSorted())).toEqual([4, 5, 7])
        const sql = yield* SqlClient
        const json = yield* sql`SELECT outcome FROM userplane_links WHERE run = ${id} AND number = 1`
        yield* sql`
          UPDATE userplane_links SET outcome = ${String(json[0]?.["outcome"])}, state = 'Deleted'
          WHERE run = ${id} AND outcome IS NULL`
        yield* finish
        expect((yield* rest).length).toBe(1200 - 6)
      })
    )

    test(
      "end with a run that is cancelled once nothing is in flight",
      Effect.gen(function* () {
        const { cancel, outcomes } = yield* Fleet.Fleet
        yield* submitted(3)
        const claim = yield* claimed
        yield* reported(claim)
        yield* send(claim, 1)
        const { rest } = yield* running(Stream.map(outcomes(id), numberOf))
        yield* cancel(id)
        yield* settle([1])
        expect(yield* rest).toEqual([1])
      })
    )

    test(
      "end with a run that is cancelled where the worker has died with a link in flight",
      Effect.gen(function* () {
        const { cancel, outcomes, watch } = yield* Fleet.Fleet
        yield* submitted(3)
        yield* send(yield* claimed, 1)
        yield* cancel(id)
        expect(yield* Stream.runCount(outcomes(id))).toBe(0)
        expect(yield* Stream.runLast(watch(id))).toMatchObject({ value: { state: "Cancelled", inFlight: 1 } })
      })
    )
  })
}
