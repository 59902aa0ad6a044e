/** The benchmark: one command, one report. See `docs/performance.md`. */
import { mkdirSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { buildPrograms } from "./bundles.js"
import { run, withServer } from "./processes.js"
import { toMarkdown } from "./report/markdown.js"
import { performanceDocument } from "./report/performanceDocument.js"
import { plot } from "./report/plot.js"
import { type Report, roundsOf, rowsOf } from "./report/report.js"
import { measureStarts } from "./startup/measureStartup.js"
import { clients, isOwn } from "./throughput/clients/index.js"
import { footprint } from "./throughput/footprint.js"
import { type Entrant, type Result, race } from "./throughput/rounds.js"

/** The clients that are close to each other, over `fetch`. */
const closeRivals = ["openapi-fetch", "orpc", "core-fetch", "core4-fetch"]

const usage = `Usage: bench [options]

  --processes <n>     how many processes each client runs in, one after the other (default 2)
  --warm-up <ms>      how long all are warmed up together at each concurrency before that (default 2500)
  --rounds <n>        how many rounds there are with each of them (default 3)
  --final <n>         how many more processes the close rivals run in by themselves (default 3):
                      ${closeRivals.join(", ")}
  --millis <ms>       how long each client's turn in a round is, at each concurrency (default 150)
  --concurrency <n,…> how many calls at a time (default 1,16,64,256)
  --errors <percent>  how many of the responses are errors (default 10)
  --only <id,…>       only these clients; the baseline always runs
  --starts <n>        how often each program is started (default 3)
  --pairs <n>         how many times more the clients and the plain Effect programs are started (default 16)
  --calls <n>         how many calls the memory is measured over (default 500000)
  --compare <folder>  this checkout's clients against another one's, instead of the race
  --json <file>       write the measurements as JSON
  --write             write docs/performance.md and its picture
  --quick             a short run of everything, to check that it works
  --help
`

const { values } = parseArgs({
  options: {
    processes: { type: "string" },
    "warm-up": { type: "string" },
    rounds: { type: "string" },
    final: { type: "string" },
    millis: { type: "string" },
    concurrency: { type: "string" },
    errors: { type: "string" },
    only: { type: "string" },
    starts: { type: "string" },
    pairs: { type: "string" },
    calls: { type: "string" },
    compare: { type: "string" },
    json: { type: "string" },
    write: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})

const forRun = (full: number, quick: number): number => (values.quick ? quick : full)

const number = (value: string | undefined, full: number, quick: number): number =>
  value === undefined ? forRun(full, quick) : Number(value)

const baseline = "undici"
const processes = number(values.processes, 2, 1)
const warmUpMillis = number(values["warm-up"], 2500, 250)
const rounds = number(values.rounds, 3, 1)
const millis = number(values.millis, 150, 150)
const errorPercent = number(values.errors, 10, 10)

/** A race of a few clients by themselves. */
interface SmallRace {
  readonly ids: ReadonlyArray<string>
  readonly processes: number
  readonly rounds: number
  readonly turns: ReadonlyArray<number>
  readonly millis: number
}

/** Most turns are at 1 call at a time, where they are closest. */
const closeRace: SmallRace = {
  ids: closeRivals,
  processes: number(values.final, 3, 1),
  rounds: forRun(3, 1),
  turns: [1, 16, 1, 64, 1, 16, 1, 64, 1],
  millis: forRun(200, 150)
}

/** The clients whose tails are compared, in longer turns: at the start of a turn, more calls are slow. */
const tailRace: SmallRace = {
  ids: [baseline, "core-fetch", "core-undici", "core4-fetch", "core4-undici"],
  processes: forRun(5, 1),
  rounds: forRun(4, 1),
  turns: [64],
  millis: forRun(500, 150)
}

const calls = number(values.calls, 500_000, 2_000)
const concurrencies = (values.concurrency ?? (values.quick ? "1,64" : "1,16,64,256")).split(",").map(Number)

const progress = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const entrants = async (program: Entrant["program"]): Promise<ReadonlyArray<Entrant>> => {
  if (values.compare !== undefined) {
    const there = await buildPrograms("there", values.compare)
    const own = Object.keys(clients).filter(isOwn)
    return [
      { id: baseline, client: baseline, program },
      ...own.flatMap((id) => [
        { id, client: id, program },
        { id: `${id} there`, client: id, program: there }
      ])
    ]
  }
  const chosen = new Set([baseline, ...(values.only?.split(",") ?? Object.keys(clients))])
  return [...chosen].map((id) => ({ id, client: id, program }))
}

const names = async (): Promise<Report["names"]> =>
  Object.fromEntries(
    await Promise.all(Object.entries(clients).map(async ([id, load]) => [id, (await load()).name] as const))
  )

const measure = async (): Promise<Report> => {
  const program = await buildPrograms("here")
  const racing = await entrants(program)
  return withServer(program("server"), errorPercent, async (baseUrl) => {
    const options = { warmUpMillis, errorPercent }
    const all = await race(racing, baseUrl, { ...options, processes, rounds, concurrencies, millis }, progress)
    const amongThemselves = async ({ ids, turns, ...times }: SmallRace): Promise<ReadonlyArray<Result>> => {
      const chosen = racing.filter(({ id }) => ids.includes(id))
      const measured = turns.filter((concurrency) => concurrencies.includes(concurrency))
      const takePart = values.compare === undefined && chosen.length === ids.length && measured.length > 0
      return takePart ? race(chosen, baseUrl, { ...options, ...times, concurrencies: measured }, progress) : []
    }
    const rivals = await amongThemselves(closeRace)
    const tail = await amongThemselves(tailRace)
    const watched = racing.filter(({ id }) => /^core4?-(fetch|undici)$/.test(id))
    progress(`allocation, and memory: ${watched.map(({ id }) => id).join(", ")}`)
    const costs = await footprint(values.quick ? watched.slice(0, 1) : racing, watched, { baseUrl, calls })
    progress("the pure parts")
    return {
      baseline,
      names: await names(),
      rounds: processes * rounds,
      errorPercent,
      concurrencies,
      race: rowsOf(all, baseline, concurrencies),
      rivals: roundsOf(rivals),
      tails: tail.length === 0 ? [] : rowsOf(tail, baseline, tailRace.turns),
      pureNanoseconds: JSON.parse(await run(program("pure"), [])),
      footprint: costs,
      start: await measureStarts(number(values.starts, 3, 1), number(values.pairs, 16, 1), progress)
    }
  })
}

const docs = new URL("../../../docs/", import.meta.url)

const writeDocs = async (report: Report): Promise<void> => {
  mkdirSync(new URL("images/", docs), { recursive: true })
  writeFileSync(new URL("images/performance.svg", docs), await plot(report, 64))
  writeFileSync(new URL("performance.md", docs), performanceDocument(report))
}

if (values.help) process.stdout.write(usage)
else {
  const report = await measure()
  process.stdout.write(toMarkdown(report))
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
  if (values.write) await writeDocs(report)
}
