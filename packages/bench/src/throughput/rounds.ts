/**
 * The race: every contestant in every round, one after the other in short turns, so that a slow moment of the machine
 * meets them all. Each lives in one process for some rounds, warm as a service is, and then in another: what the compiler
 * and the garbage collector settle on while a process is young differs from process to process.
 */
import { createHistogram, type RecordableHistogram } from "node:perf_hooks"
import { converse, type Dialogue } from "../processes.js"
import { inTurn } from "./inTurn.js"
import type { Measured, Turn } from "./measured.js"

export interface RaceOptions {
  /** How many processes each contestant lives in, one after the other. */
  readonly processes: number
  /** How long the processes of all contestants are warmed up together at each concurrency before their first round. */
  readonly warmUpMillis: number
  /** How many rounds there are within the life of each process. */
  readonly rounds: number
  /** The turns of a round. What is named twice has two of them. */
  readonly concurrencies: ReadonlyArray<number>
  readonly millis: number
  readonly errorPercent: number
}

/** A contestant, and the program that runs it. */
export interface Entrant {
  readonly id: string
  readonly contestant: string
  readonly program: (name: string) => string
}

/** What an entrant did at one concurrency. */
export interface Turns {
  /** One measurement a round. */
  readonly rounds: ReadonlyArray<Measured>
  /**
   * How long each call took, in microseconds, for each process. All rounds of a process together, because a tail is rare: at 64
   * calls at a time, one collection of V8 delays 64, which are more than a hundredth of a short turn. No processes
   * together: one that is slower than the others would have all the slow calls.
   */
  readonly latencies: ReadonlyArray<RecordableHistogram>
}

/** What an entrant did, by concurrency. */
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

/** An entrant that is under way. */
interface Runner {
  readonly id: string
  readonly process: Dialogue<Turn>
}

const turn = (runner: Runner, concurrency: number, millis: number): Promise<Turn> =>
  runner.process.ask(`${concurrency} ${millis}`)

/**
 * All at once, so that none has a long pause before its first turn: measured, a call costs more than twice its CPU time in
 * the first turns after 25 seconds in which V8 had cleaned up an idle process. At each concurrency, and for long enough: a
 * call goes other ways at one at a time than at many, and what V8 has not compiled yet counts against whoever has more code.
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

/** What everyone did, in all processes together. */
class Board {
  private readonly scores: ReadonlyMap<string, ReadonlyMap<number, Score>>

  constructor(ids: ReadonlyArray<string>, concurrencies: ReadonlyArray<number>) {
    this.scores = new Map(
      ids.map((id) => [id, new Map(concurrencies.map((concurrency) => [concurrency, new Score()]))])
    )
  }

  /** How many turns each has had at a concurrency, between rounds. */
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

/** What the entrants did. */
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
    progress(`${entrants.length} contestants, processes ${process} of ${processes}: warming up`)
    const runners = entrants.map(({ contestant, id, program }) => ({
      id,
      process: converse<Turn>(program("race"), [contestant, baseUrl, String(errorPercent)])
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
