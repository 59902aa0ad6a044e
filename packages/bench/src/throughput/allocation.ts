/**
 * The bytes that a call allocates, in a process whose young generation is so large that nothing is collected meanwhile:
 * `allocation <client> <base URL> <calls>`. It prints the bytes of one call.
 */
import { PerformanceObserver } from "node:perf_hooks"
import { clients } from "./clients/index.js"
import { linkIdOf } from "./wire.js"

const [name = "", baseUrl = "", calls = ""] = process.argv.slice(2)

const open = clients[name]
if (open === undefined) throw new Error(`There is no client ${name}`)
const worker = await (await open()).open(baseUrl)

const collections: Array<number> = []
new PerformanceObserver((list) => {
  collections.push(...list.getEntries().map(({ startTime }) => startTime))
}).observe({ entryTypes: ["gc"] })

// Collections are reported one turn of the event loop later.
const nextTurn = () => new Promise((resolve) => setTimeout(resolve, 50))

const run = async (count: number): Promise<void> => {
  let asked = 0
  await worker({ next: () => (asked < count ? linkIdOf(asked++) : undefined), done: () => {} })
}

await run(2000)
globalThis.gc?.()
await nextTurn()
const started = performance.now()
const before = process.memoryUsage().heapUsed
await run(Number(calls))
const after = process.memoryUsage().heapUsed
await nextTurn()
if (collections.some((time) => time > started)) throw new Error("The heap was collected while it was measured")
process.stdout.write(`${(after - before) / Number(calls)}\n`)
process.exit()
