/**
 * Bulk deletions that are submitted to a database, and that a `FleetWorker` works on, in this program or a later one.
 *
 * @since 0.1.0
 */
import type { MigrationError } from "@effect/sql/Migrator"
import { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { DeleteOutcome } from "@effect-userplane/core/DeleteOutcome"
import type { JournalMismatch } from "@effect-userplane/core/JournalError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { type FleetError, type FleetUnavailable, RunNotFound } from "./FleetError.js"
import type { RunProgress, RunStatus, RunUpdate, Submission } from "./FleetRun.js"
import { checkedName } from "./internal/database/checkedName.js"
import { reached, reachedPatiently, unavailable } from "./internal/database/reached.js"
import * as Reference from "./internal/key/reference.js"
import * as References from "./internal/key/references.js"
import * as Intake from "./internal/run/intake.js"
import * as Outcomes from "./internal/run/outcomes.js"
import * as Progress from "./internal/run/progress.js"
import * as Runs from "./internal/run/runs.js"
import * as Migrations from "./Migrations.js"

export { type FleetError, FleetUnavailable, RunNotFound } from "./FleetError.js"
export type {
  LinkFailure,
  RunProgress,
  RunState,
  RunStatus,
  RunUpdate,
  RunWait,
  Submission,
  WindowUse
} from "./FleetRun.js"

/**
 * The runs of a database.
 *
 * @since 0.1.0
 * @category tags
 */
export class Fleet extends Context.Tag("@effect-userplane/fleet/Fleet")<
  Fleet,
  {
    /**
     * Submits a run. The links are taken in as they come and are not kept in memory; the run begins after the last. A run of the
     * same id that has begun stays as it is, and its links are not asked for. One whose links were not all taken in takes in those
     * that are missing. While the database cannot be reached, each statement is tried again for 30 seconds.
     *
     * Fails with `JournalMismatch` where the journal is one of several servers, or of another operation. One of another server
     * than the worker's pauses the run with that reason before anything is sent.
     */
    readonly submit: <E = never, R = never, JournalE = never, JournalR = never>(
      submission: Submission<E, R, JournalE, JournalR>
    ) => Effect.Effect<RunStatus, E | FleetError | JournalE | JournalMismatch, JournalR | R>
    /** All runs, the newest first. */
    readonly runs: Effect.Effect<ReadonlyArray<RunStatus>, FleetUnavailable>
    /** The state of a run by now. */
    readonly status: (id: string) => Effect.Effect<RunStatus, FleetError>
    /**
     * The progress of a run: at once, and whenever a look at it, twice a second, finds it changed. It ends when the run is `Done`, or
     * `Cancelled` with nothing in flight. While the runs cannot be reached, it waits for 30 seconds before it fails.
     */
    readonly watch: (id: string) => Stream.Stream<RunProgress, FleetError>
    /**
     * The outcomes of a run: those that are known, in the order of the links, and then those that follow, as they become known; each
     * once. It ends and fails as `watch` does.
     */
    readonly outcomes: (id: string) => Stream.Stream<DeleteOutcome, FleetError>
    /** The outcomes that are known by now, in the order of the links. */
    readonly knownOutcomes: (id: string) => Stream.Stream<DeleteOutcome, FleetUnavailable>
    /** Pauses a run that is `Running`: requests that are in flight are finished, and nothing more is sent. */
    readonly pause: (id: string) => Effect.Effect<RunStatus, FleetError>
    /** Resumes a run that is `Paused`. */
    readonly resume: (id: string) => Effect.Effect<RunStatus, FleetError>
    /** Cancels a run that is not `Done`: requests that are in flight are finished, and nothing more is ever sent. */
    readonly cancel: (id: string) => Effect.Effect<RunStatus, FleetError>
    /**
     * Changes how a run goes on that is neither `Done` nor `Cancelled`. A worker looks four times a second: it finishes what is in
     * flight, and goes on as the run is then. A value out of range is a defect: `IllegalArgumentException`.
     */
    readonly update: (id: string, update: RunUpdate) => Effect.Effect<RunStatus, FleetError>
    /**
     * Names the place of the next key of a user, which a worker with `FleetKey` looks up before every attempt, and lets the runs go on
     * that were paused because of their key. Returns those runs.
     *
     * @param reference - `env:NAME`, `file:/path`, or what the secret store of the workers knows. One that holds an API key, or names no
     *   place, is a defect: `IllegalArgumentException`.
     */
    readonly rotateKey: (user: string, reference: string) => Effect.Effect<ReadonlyArray<RunStatus>, FleetUnavailable>
  }
>() {}

/** The time between two looks at a run that is watched. */
const pause = Effect.sleep("500 millis")

const found = <A, E>(id: string, looked: Effect.Effect<A | undefined, E>): Effect.Effect<A, E | RunNotFound> =>
  Effect.flatMap(looked, (value) =>
    value === undefined
      ? new RunNotFound({ id, message: `There is no run ${id}: submit it first.` })
      : Effect.succeed(value)
  )

const isOver = ({ inFlight, owner, state }: RunProgress): boolean =>
  state === "Done" || (state === "Cancelled" && (inFlight === 0 || owner === undefined))

/**
 * The runs of a database, Postgres or SQLite. It deletes nothing by itself: that is for a `FleetWorker` with the same database.
 * With a SQLite file, that is one with the same client, or one in a later process.
 *
 * The tables are created when the layer is built, as `Migrations.run` says, with its failures. An id and a user that are empty or
 * begin as an API key does, a concurrency or a share that is out of range, and another database are defects:
 * `IllegalArgumentException`.
 *
 * @example
 * ```ts
 * import * as Fleet from "@effect-userplane/fleet/Fleet"
 * import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const FleetLive = Fleet.layer.pipe(
 *   Layer.provide(LibsqlClient.layer({ url: "file:userplane.db", intMode: "bigint" }))
 * )
 *
 * const submitted = Effect.gen(function* () {
 *   const fleet = yield* Fleet.Fleet
 *   const links = [{ workspaceId: "ws_abc123", linkId: "lnk_abc123" }]
 *   return yield* fleet.submit({ id: "clean-up-2026", user: "ada@example.com", links })
 * }).pipe(Effect.provide(FleetLive))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Fleet, MigrationError | SqlError, SqlClient> = /* @__PURE__ */ Layer.effect(
  Fleet,
  Effect.gen(function* () {
    const sql = yield* SqlClient
    yield* Migrations.run
    const runs = Runs.make(sql)
    const keys = References.make(sql)
    const outcomes = Outcomes.make(sql)
    const progress = Progress.make(sql)

    const status = (id: string) => found(id, reached(runs.status(id)))
    const patientStatus = (id: string) => found(id, reachedPatiently(runs.status(id)))

    const inSpan = (name: string, id: string) =>
      Effect.withSpan(`userplane.fleet.${name}`, { attributes: { "userplane.run.id": id } })

    const change = (name: "cancel" | "pause" | "resume") => (id: string) =>
      Effect.zipRight(reached(runs[name](id)), status(id)).pipe(inSpan(name, id))

    return {
      submit: (submission) =>
        Effect.zipRight(Intake.submit(sql, submission), status(submission.id)).pipe(inSpan("submit", submission.id)),
      runs: reached(runs.all),
      status,
      watch: (id) =>
        Stream.unwrap(
          Effect.map(status(id), (first) => {
            const look = progress()
            const next = Effect.zipRight(pause, patientStatus(id))
            const looks = Stream.concat(Stream.succeed(first), Stream.repeatEffect(next))
            return looks.pipe(
              Stream.mapEffect((status) => reachedPatiently(look(status))),
              Stream.takeUntil(isOver),
              Stream.changesWith((one, other) => JSON.stringify(one) === JSON.stringify(other))
            )
          })
        ),
      outcomes: (id) =>
        Stream.unwrap(
          Effect.as(
            status(id),
            outcomes.following(id, {
              isOver: found(id, reachedPatiently(runs.isOver(id))),
              asked: reachedPatiently,
              pause
            })
          )
        ),
      knownOutcomes: (id) => Stream.mapError(outcomes.known(id), unavailable),
      pause: change("pause"),
      resume: change("resume"),
      cancel: change("cancel"),
      update: (id, update) =>
        Effect.suspend(() => Effect.zipRight(reached(runs.update(id, update)), status(id))).pipe(inSpan("update", id)),
      rotateKey: (user, reference) =>
        Effect.gen(function* () {
          yield* reached(keys.set(checkedName("Fleet: user", user), Reference.checked(reference)))
          const resumed = yield* reached(runs.resumeWithKey(user))
          return (yield* reached(runs.all)).filter(({ id }) => resumed.includes(id))
        }).pipe(Effect.withSpan("userplane.fleet.rotateKey"))
    }
  })
)
