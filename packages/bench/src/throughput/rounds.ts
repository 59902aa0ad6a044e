/**
 * Races every client in every round, one after the other in short turns, so that a slow moment of the machine affects them
 * all. Each runs in one process for some rounds, warm as a service is, and then in another: what the compiler and the garbage
 * collector decide while a process is young differs from process to process.
 */
import { createHistogram, type RecordableHistogram } from "node:perf_hooks"
import { converse, type Dialogue } from "../processes.js"
import { inTurn } from "./inTurn.js"
import type { Measured, Turn } from "./measured.js"

export interface RaceOptions {
  /** The number of processes each client runs in, one after the other. */
  readonly processes: number
  /** The time all clients are warmed up together at each concurrency before their first round. */
  readonly warmUpMillis: number
  /** The number of rounds in each process. */
  readonly rounds: number
  /** The turns of a round. A concurrency named twice has two of them. */
  readonly concurrencies: ReadonlyArray<number>
  readonly millis: number
  readonly errorPercent: number
}

/** A client, and the program that runs it. */
export interface Entrant {
  readonly id: string
  readonly client: string
  readonly program: (name: string) => string
}

/** The measurements of an entrant at one concurrency. */
export interface Turns {
  /** One measurement a round. */
  readonly rounds: ReadonlyArray<Measured>
  /**
   * The durations of the calls in microseconds, one histogram per process. The rounds of a process are combined, because a tail
   * is rare: at 64 calls at a time, one garbage collection delays 64, more than a hundredth of a short turn. Processes are not:
   * a slow one would have all the slow calls.
   */
  readonly latencies: ReadonlyArray<RecordableHistogram>
}

/** The measurements of an entrant, by concurrency. */
export interface Result {
  readonly id: string
  readonly byConcurrency: ReadonlyMap<number, Turns>
}

class Score implements Turns {
  readonly rounds: Array<Measured> = []
  readonly latencies: Array<RecordableHistogram> = []

  add(process: number, { latenciesMicros, ...measured }: Turn): void {
    this.rounds.push(measured)
    const latency = this.latencies[process - 1] ?? createHistogram()
    for (const micros of latenciesMicros) latency.record(Math.max(1, micros))
    this.latencies[process - 1] = latency
  }
}

/** An entrant with its running process. */
interface Runner {
  readonly id: string
  readonly process: Dialogue<Turn>
}

const turn = (runner: Runner, concurrency: number, millis: number): Promise<Turn> =>
  runner.process.ask(`${concurrency} ${millis}`)

/**
 * Warms up all clients at once, so that none has a long pause before its first turn: after 25 idle seconds, in which V8 cleans
 * up, a call takes more than twice its CPU time. At each concurrency, because a call runs other code at one at a time than at
 * many, and code that V8 has not compiled yet counts against whoever has more of it.
 */
const warmUp = async (
  runners: ReadonlyArray<Runner>,
  concurrencies: Iterable<number>,
  millis: number
): Promise<void> => {
  for (const concurrency of concurrencies) {
    await Promise.all(runners.map((runner) => turn(runner, concurrency, millis)))
  }
}

/** The measurements of everyone, in all processes together. */
class Board {
  private readonly scores: ReadonlyMap<string, ReadonlyMap<number, Score>>

  constructor(ids: ReadonlyArray<string>, concurrencies: ReadonlyArray<number>) {
    this.scores = new Map(
      ids.map((id) => [id, new Map(concurrencies.map((concurrency) => [concurrency, new Score()]))])
    )
  }

  /** The number of turns each has had at a concurrency, between rounds. */
  turns(concurrency: number): number {
    const [first] = this.scores.values()
    return first?.get(concurrency)?.rounds.length ?? 0
  }

  add(id: string, process: number, turn: Turn): void {
    this.scores.get(id)?.get(turn.concurrency)?.add(process, turn)
  }

  results(): ReadonlyArray<Result> {
    return [...this.scores].map(([id, byConcurrency]) => ({ id, byConcurrency }))
  }
}

/** Races the entrants, for the measurements of each. */
export const race = async (
  entrants: ReadonlyArray<Entrant>,
  baseUrl: string,
  { concurrencies, errorPercent, millis, processes, rounds, warmUpMillis }: RaceOptions,
  progress: (line: string) => void
): Promise<ReadonlyArray<Result>> => {
  const board = new Board(
    entrants.map(({ id }) => id),
    concurrencies
  )
  for (let process = 1; process <= processes; process++) {
    progress(`${entrants.length} clients, processes ${process} of ${processes}: warming up`)
    const runners = entrants.map(({ client, id, program }) => ({
      id,
      process: converse<Turn>(program("race"), [client, baseUrl, String(errorPercent)])
    }))
    try {
      await warmUp(runners, new Set(concurrencies), warmUpMillis)
      for (let round = 1; round <= rounds; round++) {
        progress(`round ${round} of ${rounds}`)
        for (const concurrency of concurrencies) {
          const inOrder = inTurn(runners, board.turns(concurrency))
          for (const runner of inOrder) board.add(runner.id, process, await turn(runner, concurrency, millis))
        }
      }
    } finally {
      await Promise.all(runners.map(({ process }) => process.end()))
    }
  }
  return board.results()
}
