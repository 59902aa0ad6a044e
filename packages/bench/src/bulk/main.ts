/** The benchmark of bulk deletion: one command, one report. See `docs/bulk-performance.md`. */
import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { buildPrograms } from "../bundles.js"
import { run } from "../processes.js"
import { toMarkdown } from "./report.js"
import { scenarios } from "./scenario.js"
import { simulate } from "./simulate.js"
import { strategies } from "./strategies.js"

const usage = `Usage: bench:bulk [options]

  --links <n,…>  how many links are deleted in simulated time (default 1000,25000)
  --ids <n,…>    how many ids the memory is measured over (default 10000,100000,1000000)
  --json <file>  write the measurements as JSON
  --write        write docs/bulk-performance.md
  --quick        a short run of everything, to check that it works
  --help
`

const { values } = parseArgs({
  options: {
    links: { type: "string" },
    ids: { type: "string" },
    json: { type: "string" },
    write: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})

const numbers = (given: string | undefined, full: string, quick: string): ReadonlyArray<number> =>
  (given ?? (values.quick ? quick : full)).split(",").map(Number)

const progress = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const measure = async () => {
  const runs = []
  for (const scenario of numbers(values.links, "1000,25000", "250").flatMap(scenarios)) {
    for (const [name, strategy] of Object.entries(strategies)) {
      progress(`${name}: ${JSON.stringify(scenario)}`)
      runs.push({ strategy: name, scenario, taken: await Effect.runPromise(simulate(scenario, strategy)) })
    }
  }
  const program = await buildPrograms("bulk")
  const watched = []
  for (const ids of numbers(values.ids, "10000,100000,1000000", "2000")) {
    for (const name of ["deleteLinks", "a loop of deleteLink"]) {
      progress(`memory: ${name} over ${ids} ids`)
      const nodeOptions = ["--expose-gc"]
      watched.push({ name, ids, ...JSON.parse(await run(program("flood"), [name, String(ids)], { nodeOptions })) })
    }
  }
  return { runs, watched }
}

if (values.help) process.stdout.write(usage)
else {
  const report = await measure()
  const markdown = toMarkdown(report)
  process.stdout.write(markdown)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
  if (values.write) writeFileSync(new URL("../../../../docs/bulk-performance.md", import.meta.url), markdown)
}
