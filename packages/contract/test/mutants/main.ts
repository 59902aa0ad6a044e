/**
 * The mutation check of the contract: `pnpm pact:mutants`. It fails when a breaking change survives, or a harmless one is
 * rejected.
 */
import * as ChildProcess from "node:child_process"
import * as Os from "node:os"
import { fileURLToPath } from "node:url"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Verdict } from "./mutationCheck.js"
import { breaking, harmless } from "./mutations.js"
import { otherIds } from "./otherIds.js"
import { report } from "./report.js"

const Verdicts = Schema.Array(
  Schema.Struct({ mutation: Schema.String, target: Schema.String, mismatch: Schema.NullOr(Schema.String) })
)

const Share = Schema.Struct({ breaking: Verdicts, harmless: Verdicts })

// Pact's verifier writes to the standard output, past Node: in a process of its own nobody has to read it.
const share = (index: number, of: number) =>
  Effect.async<unknown, Error>((resume) => {
    const worker = ChildProcess.fork(
      fileURLToPath(new URL("worker.ts", import.meta.url)),
      [String(index), String(of)],
      {
        stdio: ["ignore", "ignore", "pipe", "ipc"]
      }
    )
    let complaints = ""
    worker.stderr?.on("data", (chunk: Buffer) => {
      complaints = (complaints + chunk.toString("utf8")).slice(-4096)
    })
    worker.on("message", (verdicts) => resume(Effect.succeed(verdicts)))
    worker.on("exit", (code) => resume(Effect.fail(new Error(`A worker ended with ${code}: ${complaints}`))))
    return Effect.sync(() => worker.kill())
  }).pipe(Effect.flatMap(Schema.decodeUnknown(Share)))

const inOrder = (verdicts: ReadonlyArray<Verdict>, names: ReadonlyArray<string>): ReadonlyArray<Verdict> =>
  [...verdicts].sort((one, other) => names.indexOf(one.mutation) - names.indexOf(other.mutation))

const namesOf = (mutations: typeof breaking) => mutations.map(({ name }) => name)

const program = Effect.gen(function* () {
  const start = yield* Clock.currentTimeMillis
  const workers = Os.availableParallelism()
  const shares = yield* Effect.all(
    Arr.makeBy(workers, (index) => share(index, workers)),
    { concurrency: "unbounded" }
  )
  const { text, wrong } = report(
    inOrder(
      shares.flatMap((one) => one.breaking),
      namesOf(breaking)
    ),
    inOrder(
      shares.flatMap((one) => one.harmless),
      [...namesOf(harmless), ...Object.keys(otherIds)]
    )
  )
  const seconds = ((yield* Clock.currentTimeMillis) - start) / 1000
  yield* Console.log(`${text}\n\n${seconds.toFixed(0)} s`)
  if (wrong.length > 0) return yield* Effect.fail(new Error(`${wrong.length} mutants are not as they have to be.`))
})

NodeRuntime.runMain(program)
