/** Verifies a provider at the first URL against the pact at the second one, and prints the outcome. */
import * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import { meanings, Source, verifyProvider } from "../../src/provider.js"

const [baseUrl = "", url = ""] = process.argv.slice(2)

const states = Record.map(meanings, () => () => Effect.dieMessage("This state is not asked for."))

const { message } = await Effect.runPromise(
  Effect.merge(verifyProvider({ baseUrl, states, source: Source.Url({ url }) }))
)
process.stdout.write(message)
