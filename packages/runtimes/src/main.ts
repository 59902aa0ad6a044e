/**
 * Runs the program with both clients on every runtime, and compares what was seen with `docs/runtimes.md`, or writes that with
 * `--write`. Ends with 1 where the document says something else, or a client said what is not so. With `--only <name>`, it runs on
 * the runtimes of that name alone, and prints what was seen.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { bundle, inWorld } from "./bundle.js"
import { documentOf, type Row } from "./document.js"
import { type Client, clients, installClients, inTemporaryFolder } from "./installed.js"
import type { Report } from "./program/report.js"
import { type Runtime, withRuntimes } from "./runtimes.js"
import { problemsOf } from "./verdict.js"
import * as World from "./world.js"

const { values } = parseArgs({ options: { only: { type: "string" }, write: { type: "boolean", default: false } } })

const docs = new URL("../../../docs/runtimes.md", import.meta.url)

const reportIn = (printed: string): Report => {
  const line = printed.split("\n").find((line) => line.startsWith("{"))
  if (line === undefined) throw new Error(`The program has printed no report: ${printed}`)
  return JSON.parse(line)
}

/** Runs the program of a client on a runtime, against a sandbox of its own. */
const rowOf = (client: Client, folder: string, runtime: Runtime): Effect.Effect<Row, unknown> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { seen, world } = yield* World.make
      const file = join(folder, `${runtime.name.replaceAll(/\W/g, "-")}.mjs`)
      const printed = yield* Effect.tryPromise(async (signal) => {
        writeFileSync(file, inWorld(await bundle(client, folder, runtime.form), world))
        return runtime.run(file, world, signal)
      })
      return { runtime: runtime.name, client: client.name, report: reportIn(printed), seen: yield* seen }
    })
  )

const rows = await inTemporaryFolder(join(tmpdir(), "runtimes-"), (temporary) =>
  withRuntimes(async (runtimes) => {
    const folderOf = await installClients(temporary)
    const chosen = runtimes.filter(({ name }) => name.startsWith(values.only ?? ""))
    const runs = chosen.flatMap((runtime) => clients.map((client) => rowOf(client, folderOf(client), runtime)))
    return Effect.runPromise(Effect.all(runs, { concurrency: 2 }))
  })
)

const problems = rows.flatMap(({ client, report, runtime, seen }) =>
  problemsOf(report, seen).map((problem) => `${client} on ${runtime}: ${problem}`)
)

const document = documentOf(rows)

const differences = (): ReadonlyArray<string> => {
  const committed = readFileSync(docs, "utf8").split("\n")
  const found = document.split("\n")
  return [
    ...committed.filter((line) => !found.includes(line)).map((line) => `docs/runtimes.md says: ${line}`),
    ...found.filter((line) => !committed.includes(line)).map((line) => `found: ${line}`)
  ]
}

if (values.only !== undefined) console.log(document)
else if (values.write) writeFileSync(docs, document)

const faults = [...problems, ...(values.only === undefined ? differences() : [])]
for (const fault of faults) console.error(fault)
console.log(`${rows.length} runs, ${faults.length} problems`)
if (faults.length > 0) process.exitCode = 1
