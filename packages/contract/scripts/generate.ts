/** Writes what is derived from the contract: the pact of this repository's own consumer, and the table of its states. */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { writePact } from "../src/index.js"
import { effectUserplane, implementation } from "./effectUserplane.js"
import { stateTable } from "./stateTable.js"

const root = new URL("../../../", import.meta.url)

const program = Effect.gen(function* () {
  const directory = fileURLToPath(new URL("pacts", root))
  const path = yield* writePact({ ...effectUserplane, implementation, directory })
  yield* Console.log(path)
  writeFileSync(new URL("docs/contract-states.md", root), stateTable)
})

NodeRuntime.runMain(program)
