/**
 * Where the command writes to: results to one stream, diagnostics to the other, each with what it can show.
 *
 * @since 0.1.0
 */
import { stripVTControlCharacters } from "node:util"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/**
 * One of the two streams.
 *
 * @since 0.1.0
 * @category models
 */
export interface Sink {
  /** Whether a person is likely to be looking. */
  readonly isTerminal: boolean
  /** How many characters a line holds by now; `undefined` where nobody has set a limit. */
  readonly columns: number | undefined
  readonly colors: boolean
  /** Whether it is a terminal that can draw a line again in its place. */
  readonly canRedraw: boolean
  /** Writes, and waits until it is written. */
  readonly write: (text: string) => Effect.Effect<void>
  /** Writes what moves the cursor and erases lines, where it can redraw. */
  readonly writeControl: (text: string) => Effect.Effect<void>
}

/**
 * The two streams.
 *
 * @since 0.1.0
 * @category tags
 */
export class Output extends Context.Tag("@effect-userplane/cli/Output")<
  Output,
  {
    readonly results: Sink
    readonly diagnostics: Sink
  }
>() {}

/**
 * As much of a writable stream of Node as is used here.
 *
 * @since 0.1.0
 * @category models
 */
export interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly write: (text: string, written: (error?: Error | null) => void) => boolean
  readonly on: (event: "error", listener: () => void) => unknown
}

/**
 * @since 0.1.0
 * @category options
 */
export interface Streams {
  readonly stdout: Stream
  readonly stderr: Stream
  readonly env: Readonly<Record<string, string | undefined>>
}

const sink = (stream: Stream, env: Streams["env"], onClosed: Effect.Effect<void>): Sink => {
  const isTerminal = stream.isTTY === true
  const canRedraw = isTerminal && env["TERM"] !== "dumb"
  const colors = canRedraw && (env["NO_COLOR"] ?? "") === ""
  // The callback of the write reports the same error. Without a listener, Node would end the process at once.
  stream.on("error", () => {})
  const writeControl = (text: string) =>
    Effect.uninterruptible(
      Effect.async<void>((resume) => {
        stream.write(text, (error) => resume(error ? onClosed : Effect.void))
      })
    )
  return {
    isTerminal,
    get columns() {
      return isTerminal && stream.columns !== undefined && stream.columns > 0 ? stream.columns : undefined
    },
    colors,
    canRedraw,
    write: (text) => writeControl(colors ? text : stripVTControlCharacters(text)),
    writeControl
  }
}

/**
 * The output over two streams. Colours need a terminal that can show them, and a `NO_COLOR` that is unset or empty.
 *
 * When nobody reads the results any more, as after `| head`, writing them interrupts: nothing is deleted unseen.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromStreams = ({ env, stderr, stdout }: Streams): Context.Tag.Service<Output> => ({
  results: sink(stdout, env, Effect.interrupt),
  diagnostics: sink(stderr, env, Effect.void)
})

/**
 * Writes a line of results.
 *
 * @since 0.1.0
 * @category accessors
 */
export const printLine = (text: string): Effect.Effect<void, never, Output> =>
  Effect.flatMap(Output, ({ results }) => results.write(`${text}\n`))

/**
 * Writes a line of diagnostics.
 *
 * @since 0.1.0
 * @category accessors
 */
export const reportLine = (text: string): Effect.Effect<void, never, Output> =>
  Effect.flatMap(Output, ({ diagnostics }) => diagnostics.write(`${text}\n`))
