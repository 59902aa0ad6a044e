/**
 * The handler of `userplane-links fleet worker`, loaded with the engine only when it is used.
 *
 * @since 0.1.0
 */
import { statSync } from "node:fs"
import type { SqlError } from "@effect/sql/SqlError"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Fleet from "@effect-userplane/fleet/Fleet"
import * as FleetServer from "@effect-userplane/fleet/FleetServer"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as ConfigErrorMessage from "../command/ConfigErrorMessage.js"
import * as ExitCode from "../command/ExitCode.js"
import type { OutputFormat } from "../command/OutputFormat.js"
import * as Attempts from "../delete/Attempts.js"
import * as NdjsonReporter from "../delete/output/NdjsonReporter.js"
import * as ProgressText from "../delete/output/ProgressText.js"
import * as QuotaOptions from "../delete/QuotaOptions.js"
import * as Telemetry from "../telemetry/Telemetry.js"
import { Invocation } from "../terminal/CommandName.js"
import { Interrupts } from "../terminal/Interrupts.js"
import { Output, reportLine } from "../terminal/Output.js"
import * as WorkerUserplane from "./WorkerUserplane.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly database: { readonly _tag: "Postgres" } | { readonly _tag: "Sqlite"; readonly file: string }
  readonly user: string
  readonly port: number
  readonly perMinute: number
  readonly perDay: number
  readonly maxAttempts: number
  readonly timeout: Duration.Duration
  readonly output: OutputFormat
  readonly sandbox: boolean
}

/** What `npm install` has to name, where the driver is missing. */
const driver = "@libsql/client@0.12"

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"

const noDriver = `A SQLite file needs a driver, which is not installed: npm install ${driver}, with --global where the command is installed so, or npx --package @effect-userplane/cli --package ${driver} userplane-links fleet worker. With --postgres, nothing is needed.`

const importSqlite = () => {
  // Node 20 forgets to look at a folder that it knows, takes the last stat for that one, and stops at a pipe: stdin may be one.
  statSync("/")
  return import("./SqliteDatabase.js")
}

const withoutDriver = <A>(imported: Effect.Effect<A>) =>
  Effect.catchSomeDefect(imported, (defect) =>
    isMissing(defect) ? Option.some(ExitCode.endedSaying(noDriver, 2)) : Option.none()
  )

/** The worker, and the database with its runs. */
const databaseOf = ({ database, perDay, perMinute, user }: Options) => {
  const options = { user, ...QuotaOptions.optionsOf({ perMinute, perDay, quotaShare: 100 }) }
  return database._tag === "Postgres"
    ? Effect.map(
        Effect.promise(() => import("./PostgresDatabase.js")),
        ({ client, worker }) => ({ client, worker: worker(options) })
      )
    : Effect.map(withoutDriver(Effect.promise(importSqlite)), ({ client, worker }) => ({
        client: client(database.file),
        worker: worker(options)
      }))
}

const userplaneOf = ({ sandbox, user }: Options) =>
  sandbox
    ? Effect.map(
        Effect.promise(() => import("../userplane/InProcessUserplane.js")),
        ({ layer }) => layer
      )
    : Effect.succeed(WorkerUserplane.layer(user))

const reasonOf = ({ cause, message }: SqlError): string =>
  cause instanceof Error && cause.message !== "" ? cause.message : message

const whereOf = ({ database }: Options): string => (database._tag === "Postgres" ? "DATABASE_URL" : database.file)

const text = (url: string, options: Options, command: string): string => {
  const worker = options.port === 0 ? ` --worker ${url}` : ""
  return `\
A worker for the user ${options.user}, with the runs in ${whereOf(options)}, shows them until it is interrupted:

  ${url}

From another shell:

  ${command} fleet submit --run clean-up --from links.txt --workspace <id>${worker}
  ${command} fleet status clean-up --watch${worker}
`
}

/** Waits for the first Ctrl-C, finishes what is in flight, and does not wait for it after the second one. */
const untilInterrupted = (scope: Scope.CloseableScope) =>
  Effect.gen(function* () {
    const { failures } = yield* Output
    const { onFirst } = yield* Interrupts
    const asked = yield* Deferred.make<void>()
    yield* onFirst(() => Deferred.unsafeDone(asked, Effect.void))
    const close = Scope.close(scope, Exit.void)
    yield* Effect.raceFirst(Deferred.await(asked), failures.first).pipe(Effect.onInterrupt(() => close))
    yield* reportLine(ProgressText.stopping)
    // The engine waits for what is in flight, whoever interrupts it. The tables outlive that nobody does.
    yield* Effect.flatMap(Effect.forkDaemon(close), Fiber.join)
    return failures.any() ? (4 as const) : (130 as const)
  }).pipe(Effect.scoped)

/**
 * Works until it is interrupted.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle = (options: Options): Effect.Effect<never, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const { results } = yield* Output
    const command = yield* Invocation
    const database = yield* databaseOf(options)
    const served = FleetServer.layer({ port: options.port }).pipe(
      Layer.provide(Fleet.layer),
      Layer.provideMerge(database.worker),
      Layer.provide([yield* userplaneOf(options), RetryPolicy.layer(Attempts.policyOf(options))]),
      Layer.provide(database.client)
    )
    const scope = yield* Scope.make()
    const services = yield* Layer.buildWithScope(served, scope).pipe(
      Effect.onError(() => Scope.close(scope, Exit.void))
    )
    const { url } = Context.get(services, FleetServer.FleetServer)
    yield* results.write(
      options.output === "ndjson" ? NdjsonReporter.line({ url, user: options.user }) : text(url, options, command)
    )
    return yield* new ExitCode.Ended({ exitCode: yield* untilInterrupted(scope) })
  }).pipe(
    Effect.catchTags({
      ConfigError: (error) => ExitCode.endedSaying(ConfigErrorMessage.render(error), 2),
      MigrationError: (error) => ExitCode.endedSaying(`${whereOf(options)}: ${error.message}`, 2),
      ServeError: () =>
        ExitCode.endedSaying(
          `--port: ${options.port} cannot be listened on. It may be taken; --port 0 takes any free one.`,
          2
        ),
      SqlError: (error) => ExitCode.endedSaying(`${whereOf(options)} cannot be used: ${reasonOf(error)}`, 2)
    }),
    Telemetry.exported
  )
