/** Writes the pact of this repository's own consumer. */
import { fileURLToPath } from "node:url"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { writePact } from "../src/index.js"
import { effectUserplane } from "./effectUserplane.js"

const directory = fileURLToPath(new URL("../../../pacts", import.meta.url))

NodeRuntime.runMain(Effect.flatMap(writePact({ ...effectUserplane, directory }), Console.log))
