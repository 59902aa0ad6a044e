/** Writes `docs/performance.md`: the measurements, and how to repeat them. */
import { toMarkdown } from "./markdown.js"
import type { Report } from "./report.js"

export const performanceDocument = (report: Report): string => `# Performance

Written by the benchmark: \`pnpm bench --write\` measures everything again and rewrites this page. Absolute times say as much
about a machine as about a program, so the tables hold ratios within one run wherever possible.

![Calls a second as a share of the baseline, at 64 calls at a time](images/performance.svg)

**The baseline** is undici's \`request\` with the envelope checked by hand. **Every client** sends the same request to the same
server on loopback, in a process of its own, checks the status, parses and validates the envelope, and gives a typed error.
Each runs in a process of its own, with a new one every few rounds. All are warmed up together at each concurrency, and then have
a short turn in every round, one after the other, so that a ratio compares what was measured within seconds; every other round
runs backwards. \`core\` and \`core4\` are \`deleteLink\` of the clients for Effect 3 and Effect 4 with all features on: typed errors,
spans, metrics, the key read at every attempt, timeouts, retries ready, a bounded body. The [benchmark notes](benchmark-notes.md)
say what a call spends its time on, how precise a ratio is, and why it is measured in this way.

${toMarkdown(report)}
`
