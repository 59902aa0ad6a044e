/**
 * The handlers of `userplane-links fleet status`.
 *
 * @since 0.1.0
 */
import { Fleet, type RunProgress } from "@effect-userplane/fleet/Fleet"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as ExitCode from "../command/ExitCode.js"
import type { OutputFormat } from "../command/OutputFormat.js"
import * as NdjsonReporter from "../delete/output/NdjsonReporter.js"
import * as ProgressText from "../delete/output/ProgressText.js"
import { Output } from "../terminal/Output.js"
import * as Connection from "./Connection.js"
import * as RunText from "./RunText.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options extends Connection.Options {
  readonly output: OutputFormat
}

/** The milliseconds between two lines where they cannot be drawn in their place. */
const betweenLines = 10_000

/**
 * Shows all runs.
 *
 * @since 0.1.0
 * @category handlers
 */
export const all = (options: Options): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const { results } = yield* Output
    const runs = yield* Effect.flatMap(Fleet, ({ runs }) => runs)
    if (options.output === "ndjson") return yield* results.write(runs.map(NdjsonReporter.line).join(""))
    // What draws tables is loaded only to do so.
    const { render } = yield* Effect.promise(() => import("./RunsTable.js"))
    yield* results.write(render(runs))
  }).pipe(Connection.connected(options))

const progress = (id: string) => Stream.unwrap(Effect.map(Fleet, ({ watch }) => watch(id)))

/**
 * Shows one run.
 *
 * @since 0.1.0
 * @category handlers
 */
export const one = (id: string, options: Options): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const { results } = yield* Output
    const run = Option.getOrUndefined(yield* Stream.runHead(progress(id)))
    if (run === undefined) return
    yield* results.write(options.output === "ndjson" ? NdjsonReporter.line(run) : RunText.facts(run))
  }).pipe(Connection.connected(options))

const asLines = Effect.gen(function* () {
  const { results } = yield* Output
  let shown = Number.NEGATIVE_INFINITY
  let state: string | undefined
  return (run: RunProgress) =>
    Effect.gen(function* () {
      const now = yield* DateTime.now
      if (run.state === state && now.epochMillis < shown + betweenLines) return
      shown = now.epochMillis
      state = run.state
      yield* results.write(ProgressText.line(RunText.progressOf(run, now)))
    })
})

const drawn = Effect.gen(function* () {
  const { diagnostics } = yield* Output
  // What draws is loaded only to do so.
  const { make } = yield* Effect.promise(() => import("../terminal/Redraw.js"))
  const redraw = make(diagnostics)
  yield* Effect.addFinalizer(() => redraw.clear)
  return (run: RunProgress) =>
    Effect.flatMap(DateTime.now, (now) =>
      redraw.show(ProgressText.frame(RunText.progressOf(run, now), diagnostics.columns ?? 80))
    )
})

const asJson = Effect.map(
  Output,
  ({ results }) =>
    (run: RunProgress) =>
      results.write(NdjsonReporter.line(run))
)

const exitCodeOf = ({ failed, state }: RunProgress): ExitCode.ExitCode => {
  if (state !== "Done") return 5
  return failed === 0 ? 0 : 1
}

/**
 * Shows one run as it goes on, until it ends.
 *
 * @since 0.1.0
 * @category handlers
 */
export const watched = (id: string, options: Options): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const { diagnostics, results } = yield* Output
    const last = yield* Effect.scoped(
      Effect.gen(function* () {
        const show = yield* options.output === "ndjson" ? asJson : diagnostics.canRedraw ? drawn : asLines
        return yield* Stream.runLast(Stream.tap(progress(id), show))
      })
    )
    if (Option.isNone(last)) return
    if (options.output === "table") yield* results.write(RunText.facts(last.value))
    const exitCode = exitCodeOf(last.value)
    if (exitCode !== 0) return yield* new ExitCode.Ended({ exitCode })
  }).pipe(Connection.connected(options))
