/**
 * Runs one client in a process of its own: `race <client> <base URL> <error percent>`. It answers each line
 * `<concurrency> <milliseconds>` with its measurements of that time, as one line of JSON, until its input ends.
 */
import { createInterface } from "node:readline"
import type { Load } from "./client.js"
import { clients } from "./clients/index.js"
import type { Turn } from "./measured.js"
import { answerTo, linkIdOf } from "./wire.js"

const [name = "", baseUrl = "", errorPercent = ""] = process.argv.slice(2)

const open = clients[name]
if (open === undefined) throw new Error(`There is no client ${name}`)
const worker = await (await open()).open(baseUrl)

const measure = async (concurrency: number, duration: number): Promise<Turn> => {
  const latenciesMicros: Array<number> = []
  const started = performance.now()
  const cpu = process.cpuUsage()
  let asked = 0
  const load: Load = {
    next: () => (performance.now() - started < duration ? linkIdOf(asked++) : undefined),
    done: (linkId, answer, begun) => {
      if (answer !== answerTo(linkId, Number(errorPercent))) throw new Error(`${linkId} was answered ${answer}`)
      latenciesMicros.push(Math.round((performance.now() - begun) * 1000))
    }
  }
  await Promise.all(Array.from({ length: concurrency }, () => worker(load)))
  const seconds = (performance.now() - started) / 1000
  const { system, user } = process.cpuUsage(cpu)
  const calls = latenciesMicros.length
  return {
    concurrency,
    calls,
    callsPerSecond: calls / seconds,
    cpuSecondsPerThousand: (system + user) / 1000 / calls,
    latenciesMicros
  }
}

for await (const line of createInterface(process.stdin)) {
  const [concurrency = 1, millis = 0] = line.split(" ").map(Number)
  // Not counted: its connections were closed during the turns of the others.
  await measure(concurrency, millis / 4)
  process.stdout.write(`${JSON.stringify(await measure(concurrency, millis))}\n`)
}
process.exit()
