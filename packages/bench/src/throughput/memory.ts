/**
 * The memory of a process over many calls: `memory <client> <base URL> <calls>`. It prints the resident bytes after each
 * tenth of the calls, as one line of JSON.
 */
import { clients } from "./clients/index.js"
import { linkIdOf } from "./wire.js"

const [name = "", baseUrl = "", calls = ""] = process.argv.slice(2)

const open = clients[name]
if (open === undefined) throw new Error(`There is no client ${name}`)
const worker = await (await open()).open(baseUrl)

const tenths: Array<number> = []
let asked = 0
let answered = 0
const load = {
  next: () => (asked < Number(calls) ? linkIdOf(asked++) : undefined),
  done: () => {
    if (++answered % Math.ceil(Number(calls) / 10) === 0) tenths.push(process.memoryUsage.rss())
  }
}
// The concurrency that takes the least time.
await Promise.all(Array.from({ length: 16 }, () => worker(load)))
process.stdout.write(`${JSON.stringify(tenths)}\n`)
process.exit()
