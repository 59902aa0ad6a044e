/** Bulk deletion over the quota and the journal in a database, stated once for SQLite and Postgres. */
import { SqlClient } from "@effect/sql/SqlClient"
import { describe, expect, it } from "@effect/vitest"
import { Journal, type Line } from "@effect-userplane/core/Journal"
import { deleteLinks } from "@effect-userplane/core/Links"
import * as Quota from "@effect-userplane/core/Quota"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import { runLine, sendingLine } from "@effect-userplane/testing/JournalLines"
import { placesOf } from "@effect-userplane/testing/KeySearch"
import * as Chunk from "effect/Chunk"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Migrations from "../src/Migrations.js"
import * as SqlJournal from "../src/SqlJournal.js"
import * as SqlQuota from "../src/SqlQuota.js"
import { rows } from "./tables.js"

const { links, workspaces } = Fixtures

const refOf = (linkId: string) => ({ workspaceId: workspaces.main, linkId })

const all = [links.deletable, links.gone, links.forbidden, links.unknown, links.lostReply].map(refOf)

interface Options {
  readonly lines?: ReadonlyArray<Line>
  readonly baseUrl?: string
  readonly apiKey?: Redacted.Redacted
}

/** Deletes all links with the run of the database. */
const deleted = ({ apiKey = Fixtures.keys.member, baseUrl, lines = [] }: Options = {}) =>
  Effect.gen(function* () {
    const { append } = yield* Journal
    yield* Effect.forEach(lines, append)
    const outcomes = yield* Stream.runCollect(deleteLinks(all))
    return Chunk.toReadonlyArray(outcomes).map(({ _tag, linkId }) => `${linkId} ${_tag}`)
  }).pipe(
    Effect.provide([
      Userplane.layer({ apiKey, baseUrl }).pipe(Layer.provide(SandboxHttpClient.layer)),
      SqlQuota.layer({ user: "ada" }),
      SqlJournal.layer({ run: "clean-up" }),
      RetryPolicy.layer(RetryPolicy.exponential({ baseDelay: "1 millis" }))
    ])
  )

/** @param database - A client of a database with nothing in it, made anew for each test. */
export const deletionTable = <E>(database: Layer.Layer<SqlClient, E>): void => {
  const test = (name: string, effect: Effect.Effect<unknown, unknown, SqlClient | Sandbox.Sandbox>) =>
    it.live(name, () => Effect.provide(effect, Layer.merge(database, Sandbox.layer())))

  describe("a deletion over a database", () => {
    test(
      "ends with each link accounted for, and asks for none of them when it is resumed",
      Effect.gen(function* () {
        const { clearRequests, requests } = yield* Sandbox.Sandbox
        expect((yield* deleted()).toSorted()).toEqual([
          `${links.deletable} Deleted`,
          `${links.forbidden} Failed`,
          `${links.gone} AlreadyGone`,
          `${links.lostReply} Deleted`,
          `${links.unknown} Failed`
        ])
        yield* clearRequests
        expect(yield* deleted()).toEqual([])
        expect(yield* requests).toEqual([])
      })
    )

    test(
      "counts a link as deleted that was in flight when its process died, and is gone",
      Effect.gen(function* () {
        const begun = runLine({ server: "https://api.userplane.io/api/v1", operation: "links.delete" })
        const outcomes = yield* deleted({ lines: [begun, sendingLine(refOf(links.gone))] })
        expect(outcomes).toContain(`${links.gone} Deleted`)
      })
    )

    test(
      "is refused for another server than that of its journal",
      Effect.gen(function* () {
        yield* deleted()
        const failure = yield* Effect.flip(deleted({ baseUrl: "https://other.example/api/v1" }))
        expect(failure).toMatchObject({ _tag: "RunStopped", cause: { _tag: "JournalMismatch", about: "server" } })
      })
    )

    test(
      "leaves no key in any table",
      Effect.gen(function* () {
        yield* deleted()
        yield* Effect.ignore(deleted({ apiKey: Fixtures.keys.expired }))
        const found = yield* rows
        expect(Object.keys(found)).toEqual(
          expect.arrayContaining([
            "userplane_journal_lines",
            "userplane_journals",
            "userplane_migrations",
            "userplane_permits",
            "userplane_quotas"
          ])
        )
        for (const key of [Fixtures.keys.member, Fixtures.keys.expired]) {
          expect(placesOf(Redacted.value(key), found)).toEqual([])
        }
      })
    )
  })

  describe("the layer of a quota", () => {
    test(
      "refuses a user who is an API key, without repeating it",
      Effect.gen(function* () {
        const made = Effect.provide(Quota.Quota, SqlQuota.layer({ user: Fixtures.plainKeys.member }))
        const defect = yield* Effect.flip(Effect.catchAllDefect(made, Effect.fail))
        expect(String(defect)).toContain("user is an API key")
        expect(String(defect)).not.toContain(Fixtures.plainKeys.member)
      })
    )

    test(
      "refuses a user without a name, and a window that is out of range",
      Effect.gen(function* () {
        const window = { limit: 0, duration: "1 minute" } as const
        for (const layer of [SqlQuota.layer({ user: "" }), SqlQuota.layer({ user: "ada", windows: [window] })]) {
          const defect = yield* Effect.flip(Effect.catchAllDefect(Effect.provide(Quota.Quota, layer), Effect.fail))
          expect(String(defect)).toMatch(/must (not be empty|be a whole number from 1)/)
        }
      })
    )

    test(
      "shows what requests wait for, and forecasts with what all programs have used",
      Effect.gen(function* () {
        const window = { limit: 1, duration: "1 hour" } as const
        const options = { user: "ada", windows: [window], tolerance: 0 }
        const quotas = Effect.replicateEffect(
          Effect.map(Layer.build(Layer.fresh(SqlQuota.layer(options))), (context) => context),
          2
        )
        const [one, other] = (yield* quotas).map((context) => Effect.provide(Quota.Quota, context))
        if (one === undefined || other === undefined) return
        yield* (yield* one).permit(() => Effect.void)
        const quota = yield* other
        yield* Effect.fork(quota.permit(() => Effect.void))
        const wait = yield* quota.waits.pipe(
          Stream.filterMap((wait) => wait),
          Stream.runHead
        )
        expect(wait).toMatchObject(Option.some({ reason: "Window", window: { limit: 1 }, waiting: 1 }))
        const now = yield* DateTime.now
        const forecast = yield* quota.forecast(1)
        expect(DateTime.distance(now, forecast)).toBeGreaterThan(50 * 60 * 1000)
      }).pipe(Effect.scoped)
    )
  })

  describe("the migrations", () => {
    test(
      "are run once, whichever programs start at the same time",
      Effect.gen(function* () {
        const sql = yield* SqlClient
        yield* Effect.replicateEffect(Migrations.run, 4, { concurrency: "unbounded" })
        const versions = yield* sql<{
          readonly name: string
        }>`SELECT name FROM userplane_migrations ORDER BY migration_id`
        expect(versions.map(({ name }) => name)).toEqual(["quota", "journal", "runs", "progress", "keys"])
      })
    )
  })
}
