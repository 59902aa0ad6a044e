/**
 * One contestant in a process of its own:
 * `race <contestant> <base URL> <error percent> <warm-up milliseconds> <milliseconds> <concurrency>…`.
 * It prints one line of JSON per concurrency.
 */
import { createHistogram } from "node:perf_hooks"
import type { Load } from "./contestant.js"
import { contestants } from "./contestants/index.js"
import type { Measured } from "./measured.js"
import { answerTo, linkIdOf } from "./wire.js"

const [name = "", baseUrl = "", errorPercent = "", warmUp = "", millis = "", ...concurrencies] = process.argv.slice(2)

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

// Until the compiler has seen enough of it: a client of many small functions takes longer to warm than one of few.
for (const concurrency of concurrencies.map(Number)) await measure(concurrency, Number(warmUp) / concurrencies.length)
for (const concurrency of concurrencies.map(Number)) {
  process.stdout.write(`${JSON.stringify(await measure(concurrency, Number(millis)))}\n`)
}
process.exit()
