/** Points of the work on a link at which something happens to a worker, which tells by itself, so that it is always the same. */
import { writeFileSync, writeSync } from "node:fs"
import { SqlClient } from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

export const points = ["before in flight", "before the request", "after the reply", "before the outcome"] as const

const signals = ["SIGKILL", "SIGTERM", "SIGSTOP"] as const

export type Signal = (typeof signals)[number]

export const Trap = Schema.Struct({
  point: Schema.Literal(...points),
  /** What the worker sends itself: nothing where it is for others to act. */
  signal: Schema.optional(Schema.Literal(...signals)),
  /** The number of links that get past the point. */
  after: Schema.Number,
  /** The file by which one worker of several is chosen: the first that creates it. */
  file: Schema.String
})

export type Point = (typeof points)[number]

/** Says something at once, whatever becomes of the process then. */
export const say = (line: string): void => {
  writeSync(1, `${line}\n`)
}

const isFirst = (file: string): boolean => {
  try {
    writeFileSync(file, "", { flag: "wx" })
    return true
  } catch {
    return false
  }
}

/** Says so, and sends the signal to this process, when the point is reached. */
export const reaching = (trap: typeof Trap.Type | undefined) => {
  let passed = 0
  return (point: Point): void => {
    if (point !== trap?.point) return
    passed += 1
    if (passed !== trap.after + 1 || !isFirst(trap.file)) return
    say("trapped")
    if (trap.signal !== undefined) process.kill(process.pid, trap.signal)
  }
}

const isInFlight = (text: string): boolean => text.includes("SET state = 'InFlight'")

const isOutcome = (text: string): boolean => text.includes(", outcome = ")

/** A client that says which statements of the ledger are about to be made, and have been. */
export const watched = (reach: (point: Point) => void) =>
  Layer.effect(
    SqlClient,
    Effect.map(
      SqlClient,
      (sql) =>
        new Proxy(sql, {
          apply: (target, self, args) => {
            const [strings] = args
            const text = Array.isArray(strings) ? strings.join("?") : ""
            const statement = Reflect.apply(target, self, args)
            if (isInFlight(text)) {
              return Effect.sync(() => reach("before in flight")).pipe(
                Effect.zipRight(statement),
                Effect.tap(() => Effect.sync(() => reach("before the request")))
              )
            }
            return isOutcome(text)
              ? Effect.zipRight(
                  Effect.sync(() => reach("before the outcome")),
                  statement
                )
              : statement
          }
        })
    )
  )
