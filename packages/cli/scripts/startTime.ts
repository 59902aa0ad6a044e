/**
 * `pnpm measure:start`: how long the command takes to start, against an empty Node. The runs are interleaved, so that
 * whatever else the machine does meets all of them alike. What counts is the ratio.
 */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const script = fileURLToPath(new URL("../dist/userplane-links.js", import.meta.url))

const cases: { readonly [name: string]: ReadonlyArray<string> } = {
  "an empty Node": ["--eval", ""],
  "--version": [script, "--version"],
  "--help": [script, "--help"],
  "delete, without a key": [script, "delete", "lnk_1", "--workspace", "ws_1"],
  "delete --sandbox": [script, "delete", "lnk_demo_deletable", "--workspace", "ws_demo_main", "--sandbox"]
}

const runs = Number(process.argv[2] ?? 31)

const durations = new Map<string, Array<number>>(Object.keys(cases).map((name) => [name, []]))

for (let run = 0; run < runs; run++) {
  for (const [name, args] of Object.entries(cases)) {
    const start = performance.now()
    spawnSync(process.execPath, args, { stdio: "ignore", env: {} })
    durations.get(name)?.push(performance.now() - start)
  }
}

const sorted = (name: string): ReadonlyArray<number> => (durations.get(name) ?? []).sort((a, b) => a - b)
const median = (name: string): number => sorted(name)[Math.floor(runs / 2)] ?? Number.NaN
const least = (name: string): number => sorted(name)[0] ?? Number.NaN

console.log(`| ${runs} runs each, Node ${process.versions.node} | median | least | median against an empty Node |`)
console.log("| --- | --- | --- | --- |")
for (const name of Object.keys(cases)) {
  const ratio = (median(name) / median("an empty Node")).toFixed(2)
  console.log(`| ${name} | ${median(name).toFixed(0)} ms | ${least(name).toFixed(0)} ms | ${ratio} |`)
}
