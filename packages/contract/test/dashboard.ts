/** A pact that another consumer of the same provider has written by hand: other states, other requests. */
import * as Fs from "node:fs/promises"
import * as Path from "node:path"
import * as Effect from "effect/Effect"
import { temporaryFolder } from "./temporaryFolder.js"

export interface HandWritten {
  readonly description: string
  readonly providerStates?: ReadonlyArray<{ readonly name: string; readonly params?: object }>
  readonly request: object
  readonly response: object
}

export const consumer = "dashboard"

/** The place of a value that the state returns. */
export const placeholder = (name: string): string => `\${${name}}`

/** A generator that puts values of the state into the request. */
export const fromState = (expression: string) => ({ type: "ProviderState", expression })

export const pactOf = (...interactions: ReadonlyArray<HandWritten>) => ({
  consumer: { name: consumer },
  provider: { name: "userplane-public-api" },
  interactions,
  metadata: { pactSpecification: { version: "3.0.0" } }
})

/** Writes the pact to a file, until the scope is closed. */
export const pactFile = (...interactions: ReadonlyArray<HandWritten>) =>
  Effect.gen(function* () {
    const path = Path.join(yield* temporaryFolder, "dashboard.json")
    yield* Effect.promise(() => Fs.writeFile(path, JSON.stringify(pactOf(...interactions))))
    return path
  })
