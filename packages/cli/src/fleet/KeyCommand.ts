/**
 * `userplane-links fleet key`.
 *
 * @since 0.1.0
 */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import * as OutputFormat from "../command/OutputFormat.js"
import { WrongUsage } from "../delete/input/LinkIds.js"
import { holdsApiKey } from "../terminal/SecretText.js"
import * as Names from "./Names.js"
import * as WorkerUrl from "./WorkerUrl.js"

const expected =
  "<place>: Expected where the key is for the worker, such as env:NEXT_API_KEY or file:/run/secrets/userplane"

const place = /^[a-z][a-z0-9+.-]*:./s

/**
 * @since 0.1.0
 * @category commands
 */
export const key = Command.make(
  "key",
  {
    reference: Args.text({ name: "place" }).pipe(
      Args.withDescription("Where the key is for the worker: env:NAME, a variable of its environment, or file:/path.")
    ),
    user: Names.user,
    worker: WorkerUrl.option,
    output: OutputFormat.option("Text for people, or a line of JSON for each run that was resumed.")
  },
  ({ reference, user, ...options }) =>
    Effect.gen(function* () {
      const owner = yield* Names.checked("--user", user)
      if (holdsApiKey(reference)) {
        return yield* new WrongUsage({ message: `${expected}, and not the key itself. Nothing was sent.` })
      }
      if (!place.test(reference)) return yield* new WrongUsage({ message: expected })
      const { rotated } = yield* Effect.promise(() => import("./ChangeHandler.js"))
      return yield* rotated(owner, reference, options)
    })
).pipe(
  Command.withDescription("Names the place of the next key. Runs that were paused because of their key are resumed.")
)
