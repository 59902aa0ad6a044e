/**
 * `userplane-links fleet worker`.
 *
 * @since 0.1.0
 */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as AtLeastOne from "../command/AtLeastOne.js"
import * as OutputFormat from "../command/OutputFormat.js"
import { TimeSpan } from "../command/TimeSpan.js"
import { WrongUsage } from "../delete/input/LinkIds.js"
import * as Names from "./Names.js"
import * as WorkerUrl from "./WorkerUrl.js"

const defaultFile = "userplane.db"

/**
 * @since 0.1.0
 * @category commands
 */
export const worker = Command.make(
  "worker",
  {
    database: Options.text("database").pipe(
      Options.optional,
      Options.withDescription(`The SQLite file that keeps the runs, made where there is none. Default: ${defaultFile}.`)
    ),
    postgres: Options.boolean("postgres").pipe(
      Options.withDescription(
        "Keep the runs in the Postgres database of DATABASE_URL, which several workers can share."
      )
    ),
    user: Names.user,
    port: Options.integer("port").pipe(
      Options.withSchema(Schema.Int.pipe(Schema.between(0, 65_535))),
      Options.withDefault(WorkerUrl.defaultPort),
      Options.withDescription("The port of loopback to listen on; 0 takes any free one.")
    ),
    perMinute: AtLeastOne.option("per-minute", 120, "The most requests to send in any minute."),
    perDay: AtLeastOne.option("per-day", 10_000, "The most requests to send in any day."),
    maxAttempts: AtLeastOne.option("max-attempts", 5, "The most requests to send for one link."),
    timeout: Options.text("timeout").pipe(
      Options.withSchema(TimeSpan),
      Options.withDefault(Duration.seconds(30)),
      Options.withDescription("How long to wait for a response: 30s, 500ms, 2m.")
    ),
    output: OutputFormat.option("Text for people, or one line of JSON."),
    sandbox: Options.boolean("sandbox").pipe(
      Options.withDescription(
        "Delete links of a local Userplane in this process instead. It has the links of `userplane-links tour`."
      )
    )
  },
  ({ database, postgres, user, ...options }) =>
    Effect.gen(function* () {
      if (postgres && Option.isSome(database)) {
        return yield* new WrongUsage({ message: "Expected --database, a SQLite file, or --postgres, not both" })
      }
      const owner = yield* Names.checked("--user", user)
      const { handle } = yield* Effect.promise(() => import("./WorkerHandler.js"))
      return yield* handle({
        ...options,
        user: owner,
        database: postgres
          ? { _tag: "Postgres" }
          : { _tag: "Sqlite", file: Option.getOrElse(database, () => defaultFile) }
      })
    })
).pipe(
  Command.withDescription(
    "Works on the runs that are submitted, and serves a page that shows them, until it is interrupted."
  )
)
