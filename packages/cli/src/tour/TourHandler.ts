/**
 * The handler of `userplane-links tour`: the links of the standard world, each with another fate, deleted by the code that
 * deletes those of the real API.
 *
 * @since 0.1.0
 */
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import * as BulkDeletion from "../delete/BulkDeletion.js"
import * as LinkSource from "../delete/input/LinkSource.js"
import * as TableReporter from "../delete/output/TableReporter.js"
import * as SandboxGuide from "../sandbox/SandboxGuide.js"
import * as Columns from "../terminal/Columns.js"
import { Invocation } from "../terminal/CommandName.js"
import { type Output, printLine } from "../terminal/Output.js"
import * as InProcessUserplane from "../userplane/InProcessUserplane.js"

const { links, workspaces } = Fixtures

const stops: ReadonlyArray<string> = [
  links.deletable,
  links.gone,
  links.forbidden,
  links.elsewhere,
  links.unknown,
  links.busy,
  links.lostReply
]

// A second is what the sandbox asks to wait for at most, and all the patience that a tour needs.
const impatient = RetryPolicy.exponential({ baseDelay: "200 millis", maxDelay: "1 second", totalTimeout: "5 seconds" })

const introduction = `\
A short tour: a local Userplane within this process, and ${stops.length} of its links. Nothing leaves this machine.
The links are deleted by the code that deletes real ones. Only the waits before another attempt are shorter.

${Columns.render(SandboxGuide.explainedLinks.filter(([id]) => stops.includes(id)))}
`

const whatNext = (command: string): string => `
Delete links of your own, with a key from your Userplane account:

  export USERPLANE_API_KEY=<your key>
  ${command} delete <linkId> <linkId> --workspace <workspaceId>

Or try more of the local Userplane first:

  ${command} delete ${links.busy} ${links.forbidden} --workspace ${workspaces.main} --sandbox
  ${command} sandbox --port 4010 --seed 7
  ${command} --help`

/**
 * The tour. It has gone well when it has been shown, whatever became of the links.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle: Effect.Effect<void, never, Output> = Effect.gen(function* () {
  yield* printLine(introduction)
  const refs = stops.map((linkId) => ({ workspaceId: workspaces.main, linkId }))
  yield* BulkDeletion.run({ source: LinkSource.fromRefs(refs), report: yield* TableReporter.make, concurrency: 1 })
  yield* printLine(whatNext(yield* Invocation))
}).pipe(Effect.provide(InProcessUserplane.layer), RetryPolicy.within(impatient))
