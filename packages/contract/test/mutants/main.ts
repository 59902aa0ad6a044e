/**
 * The mutation check of the contract: `pnpm pact:mutants`. It fails when a breaking change survives, or a harmless one is
 * rejected. `--every 3` looks at every third change alone.
 */
import { parseArgs } from "node:util"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { verdicts, verdictsOnIds } from "./mutationCheck.js"
import { breaking, harmless } from "./mutations.js"
import { otherIds } from "./otherIds.js"
import { report } from "./report.js"

const { values } = parseArgs({ options: { every: { type: "string", default: "1" } } })

const chosen = <A>(changes: ReadonlyArray<A>): ReadonlyArray<A> =>
  changes.filter((_, index) => index % Number(values.every) === 0)

const program = Effect.gen(function* () {
  const onBreaking = yield* verdicts(chosen(breaking))
  const onHarmless = yield* verdicts(chosen(harmless))
  const onIds = yield* Effect.forEach(Object.entries(otherIds), ([name, ids]) => verdictsOnIds(name, ids))
  return report(onBreaking, [...onHarmless, ...onIds.flat()])
})

NodeRuntime.runMain(
  Effect.gen(function* () {
    const [duration, { text, wrong }] = yield* Effect.timed(program)
    yield* Console.log(`${text}\n\n${Math.round(Duration.toSeconds(duration))} s`)
    process.exitCode = wrong.length === 0 ? 0 : 1
  })
)
