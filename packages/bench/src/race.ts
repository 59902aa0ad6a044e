/**
 * One contestant in a process of its own: `race <contestant> <base URL> <error percent>`. It answers each line
 * `<concurrency> <milliseconds>` with what it did in that time, as one line of JSON, until its input ends.
 */
import { createHistogram } from "node:perf_hooks"
import { createInterface } from "node:readline"
import type { Load } from "./contestant.js"
import { contestants } from "./contestants/index.js"
import type { Measured } from "./measured.js"
import { answerTo, linkIdOf } from "./wire.js"

const [name = "", baseUrl = "", errorPercent = ""] = process.argv.slice(2)

const open = contestants[name]
if (open === undefined) throw new Error(`There is no contestant ${name}`)
const worker = await (await open()).open(baseUrl)

const measure = async (concurrency: number, duration: number): Promise<Measured> => {
  const latency = createHistogram()
  const started = performance.now()
  const cpu = process.cpuUsage()
  let asked = 0
  let answered = 0
  const load: Load = {
    next: () => (performance.now() - started < duration ? linkIdOf(asked++) : undefined),
    done: (linkId, answer, begun) => {
      if (answer !== answerTo(linkId, Number(errorPercent))) throw new Error(`${linkId} was answered ${answer}`)
      latency.record(Math.max(1, Math.round((performance.now() - begun) * 1000)))
      answered++
    }
  }
  await Promise.all(Array.from({ length: concurrency }, () => worker(load)))
  const seconds = (performance.now() - started) / 1000
  const { system, user } = process.cpuUsage(cpu)
  return {
    concurrency,
    calls: answered,
    callsPerSecond: answered / seconds,
    cpuSecondsPerThousand: (system + user) / 1000 / answered,
    p50Millis: latency.percentile(50) / 1000,
    p99Millis: latency.percentile(99) / 1000
  }
}

for await (const line of createInterface(process.stdin)) {
  const [concurrency = 1, millis = 0] = line.split(" ").map(Number)
  // While the others had their turns, its connections were closed.
  await measure(concurrency, millis / 4)
  process.stdout.write(`${JSON.stringify(await measure(concurrency, millis))}\n`)
}
process.exit()
