/**
 * What may happen to one of two workers of a run, or to their database, at each point of their work. Some of the cells unless
 * `FLEET_MATRIX=full`, which takes the lease that workers have by default. What was measured is printed.
 */
import { describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Cell, type Event, ran } from "./cell.js"
import * as Postgres from "./postgres.js"
import { serverOfFile } from "./serverOfFile.js"
import { points } from "./trap.js"

const isFull = process.env["FLEET_MATRIX"] === "full"

const eventsOfWorkers: ReadonlyArray<Event> = ["SIGKILL", "SIGTERM", "SIGSTOP", "cut off"]

const cells: ReadonlyArray<Omit<Cell, "leaseMillis">> = isFull
  ? [
      ...eventsOfWorkers.flatMap((event) => points.map((point) => ({ event, point }))),
      { event: "fast restart", point: "before the outcome" },
      { event: "immediate restart", point: "before the outcome" }
    ]
  : [
      { event: "SIGSTOP", point: "before the request" },
      { event: "cut off", point: "after the reply" },
      { event: "immediate restart", point: "before the outcome" }
    ]

const leaseMillis = isFull ? 10_000 : 3000

const seconds = (duration: Duration.Duration): string => `${Duration.toSeconds(duration).toFixed(1)} s`

describe.skipIf(Postgres.isMissing)("a run of two workers", () => {
  const { onServer } = serverOfFile()
  const server = onServer(Postgres.Postgres)

  for (const { event, point } of cells) {
    const run = Effect.gen(function* () {
      const { database, restart } = yield* server
      const { changes, pause, twice } = yield* ran({ event, point, leaseMillis }, yield* database, restart)
      process.stdout.write(`| ${[event, point, seconds(pause), changes, twice].join(" | ")} |\n`)
    })
    it.live(`goes on after ${event} ${point}`, () => run, 120_000)
  }
})
