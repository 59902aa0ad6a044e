/**
 * `userplane-links sandbox`.
 *
 * @since 0.1.0
 */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as OutputFormat from "../command/OutputFormat.js"

/**
 * @since 0.1.0
 * @category commands
 */
export const command = Command.make(
  "sandbox",
  {
    port: Options.integer("port").pipe(
      Options.withSchema(Schema.Int.pipe(Schema.between(0, 65_535))),
      Options.withDefault(4010),
      Options.withDescription("The port to listen on; 0 takes any free one.")
    ),
    seed: Options.integer("seed").pipe(
      Options.withDefault(7),
      Options.withDescription("The seed for the ids of the unnamed links.")
    ),
    output: OutputFormat.option("Text for people, or one line of JSON.")
  },
  (options) => Effect.promise(() => import("./SandboxHandler.js")).pipe(Effect.flatMap(({ handle }) => handle(options)))
).pipe(Command.withDescription("Serves a local Userplane on loopback until it is interrupted, and prints what to try."))
