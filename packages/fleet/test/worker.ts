/** A worker of the fleet as a process of its own, which can be trapped at a point of its work. */
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as FleetWorker from "../src/FleetWorker.js"
import { clientOf } from "./client.js"
import { reaching, say, Trap, watched } from "./trap.js"

const Task = Schema.Struct({
  host: Schema.String,
  port: Schema.optional(Schema.Number),
  database: Schema.String,
  leaseMillis: Schema.Number,
  limit: Schema.Number,
  millis: Schema.Number,
  /** The milliseconds by which the clock of the process differs from that of the others. */
  clockAheadMillis: Schema.optionalWith(Schema.Number, { default: () => 0 }),
  trap: Schema.optional(Trap)
})

export type Task = typeof Task.Encoded

const program = Effect.gen(function* () {
  const task = yield* Schema.decode(Schema.parseJson(Task))(process.argv[2] ?? "")
  const { clockAheadMillis, database, host, leaseMillis, limit, millis, port, trap } = task
  const { now } = Date
  Date.now = () => now() + clockAheadMillis
  const reach = reaching(trap)
  const { fetch } = globalThis
  globalThis.fetch = async (input, init) => {
    say("sends")
    const response = await fetch(input, init)
    reach("after the reply")
    return response
  }
  const worker = FleetWorker.layerPostgres({
    user: "ada",
    windows: [{ limit, duration: millis }],
    tolerance: 0,
    lease: leaseMillis
  })
  const policy = RetryPolicy.exponential({
    attemptTimeout: "5 seconds",
    totalTimeout: "1 minute",
    maxAttempts: 20,
    baseDelay: "50 millis"
  })
  const Database = Layer.provide(watched(reach), clientOf({ host, port, database }, 4))
  return yield* Layer.launch(Layer.provide(worker, [Userplane.layerFetch, RetryPolicy.layer(policy), Database]))
})

const fiber = Effect.runFork(program)
process.once("SIGTERM", () => Effect.runFork(Fiber.interrupt(fiber)))
process.on("SIGUSR2", () => {
  globalThis.gc?.()
  say(`heap ${process.memoryUsage().heapUsed}`)
})
fiber.addObserver((exit) => {
  const isWell = Exit.isSuccess(exit) || Cause.isInterruptedOnly(exit.cause)
  if (!isWell) process.stderr.write(`${Cause.pretty(exit.cause)}\n`)
  // As programs do that were ended by a signal: the driver may keep a connection that it was opening.
  process.exit(isWell ? 0 : 1)
})
