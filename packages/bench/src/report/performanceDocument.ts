/** `docs/performance.md`: what was measured, and how to measure it again. */
import { toMarkdown } from "./markdown.js"
import type { Report } from "./report.js"

export const performanceDocument = (report: Report): string => `# Performance

Written by the benchmark; \`pnpm bench --write\` measures everything again and writes it anew. Absolute times say as much about
a machine as about a program, so the tables hold ratios within one run wherever they can.

![Calls a second as a share of the floor, at 64 calls at a time](images/performance.svg)

**The floor** is undici's \`request\` with the envelope checked by hand. **Every contestant** sends the same request to the same
server on loopback, a process of its own, checks the status, parses and validates the envelope, and gives a typed error. Each
lives in a process of its own, with a new one every few rounds. All are warmed up together, and then have a short turn in every
round, one after the other, so that a ratio compares what was measured within seconds; every other round goes backwards.
\`deleteLink\` runs with all its features on: typed errors, spans, metrics, the key asked for at every attempt,
timeouts, retries ready, a bounded body. The decisions [18](decisions/0018-spans-without-steps.md),
[19](decisions/0019-classes-for-what-lives-as-long-as-a-call.md), [20](decisions/0020-turns-there-and-back.md),
[22](decisions/0022-replies-of-one-turn.md), [23](decisions/0023-what-waits-for-the-reply.md),
[26](decisions/0026-a-span-hears-of-a-success.md), [27](decisions/0027-where-it-is-close.md) and
[28](decisions/0028-how-far-it-strays.md) say what was gained by what, and what stands in the way of more;
[24](decisions/0024-how-sure-a-ratio-is.md) and 28 say how far a ratio may stray,
[25](decisions/0025-warm-at-every-concurrency.md) why all are warmed up at each concurrency.

${toMarkdown(report)}
`
