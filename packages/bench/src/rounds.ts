/**
 * The race: every contestant in every round, one after the other in short turns, so that a slow moment of the machine
 * meets them all. Each lives in one process for some rounds, warm as a service is, and then in another: what the compiler
 * and the garbage collector settle on while a process is young differs from process to process.
 */
import { createHistogram, type Histogram } from "node:perf_hooks"
import type { Measured, Turn } from "./measured.js"
import { converse, type Dialogue } from "./programs.js"

export interface RaceOptions {
  /** How many processes each contestant lives in, one after the other. */
  readonly processes: number
  /** How long the processes of all contestants are warmed up together at each concurrency before their first round. */
  readonly warmUpMillis: number
  /** One after the other, within the life of each process. */
  readonly heats: ReadonlyArray<Heat>
  readonly millis: number
  readonly errorPercent: number
}

/** Rounds of some of the entrants. */
export interface Heat {
  /** Who takes part. */
  readonly ids: ReadonlyArray<string>
  readonly rounds: number
  readonly concurrencies: ReadonlyArray<number>
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
   * How long each call of all rounds took, in microseconds. All together, because a tail is rare: at 64 calls at a time, one
   * collection of V8 delays 64, which are more than a hundredth of a short turn, and far less of the whole run.
   */
  readonly latency: Histogram
}

/** What an entrant did, by concurrency. */
export interface Result {
  readonly id: string
  readonly byConcurrency: ReadonlyMap<number, Turns>
}

class Score implements Turns {
  readonly rounds: Array<Measured> = []
  readonly latency = createHistogram()

  add({ latenciesMicros, ...measured }: Turn): void {
    this.rounds.push(measured)
    for (const micros of latenciesMicros) this.latency.record(Math.max(1, micros))
  }
}

/**
 * There and back again: each is as often before another as after it. Who is measured later in a round was seen to be
 * several percent faster, the same program too.
 */
const inTurn = <A>(all: ReadonlyArray<A>, time: number): ReadonlyArray<A> => (time % 2 === 0 ? all : all.toReversed())

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
  concurrencies: ReadonlyArray<number>,
  millis: number
): Promise<void> => {
  for (const concurrency of concurrencies) {
    await Promise.all(runners.map((runner) => turn(runner, concurrency, millis)))
  }
}

/** What everyone did in a heat, in all processes together. */
class Board {
  readonly heat: Heat
  private readonly scores: ReadonlyMap<string, ReadonlyMap<number, Score>>

  constructor(heat: Heat) {
    this.heat = heat
    this.scores = new Map(
      heat.ids.map((id) => [id, new Map(heat.concurrencies.map((concurrency) => [concurrency, new Score()]))])
    )
  }

  add(id: string, turn: Turn): void {
    this.scores.get(id)?.get(turn.concurrency)?.add(turn)
  }

  results(): ReadonlyArray<Result> {
    return [...this.scores].map(([id, byConcurrency]) => ({ id, byConcurrency }))
  }
}

/** What the entrants did, heat by heat. */
export const race = async (
  entrants: ReadonlyArray<Entrant>,
  baseUrl: string,
  { errorPercent, heats, millis, processes, warmUpMillis }: RaceOptions,
  progress: (line: string) => void
): Promise<ReadonlyArray<ReadonlyArray<Result>>> => {
  const boards = heats.map((heat) => new Board(heat))

  const run = async (board: Board, runners: ReadonlyArray<Runner>, process: number): Promise<void> => {
    const { concurrencies, ids, rounds } = board.heat
    const racing = runners.filter(({ id }) => ids.includes(id))
    for (let round = 0; round < rounds; round++) {
      progress(`round ${round + 1} of ${rounds}, ${ids.length} contestants`)
      for (const concurrency of concurrencies) {
        for (const runner of inTurn(racing, process + round)) {
          board.add(runner.id, await turn(runner, concurrency, millis))
        }
      }
    }
  }

  for (let process = 0; process < processes; process++) {
    progress(`processes, ${process + 1} of ${processes}`)
    const runners = entrants.map(({ contestant, id, program }) => ({
      id,
      process: converse<Turn>(program("race"), [contestant, baseUrl, String(errorPercent)])
    }))
    try {
      progress("warming up")
      await warmUp(runners, [...new Set(heats.flatMap(({ concurrencies }) => concurrencies))], warmUpMillis)
      for (const board of boards) await run(board, runners, process)
    } finally {
      await Promise.all(runners.map(({ process }) => process.end()))
    }
  }

  return boards.map((board) => board.results())
}
