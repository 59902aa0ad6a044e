/**
 * The output of the command: results to one stream, diagnostics to the other.
 *
 * @since 0.1.0
 */
import { stripVTControlCharacters } from "node:util"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as WriteFailures from "./WriteFailures.js"

/**
 * One of the two streams.
 *
 * @since 0.1.0
 * @category models
 */
export interface Sink {
  /** True when a person is likely to be looking. */
  readonly isTerminal: boolean
  /** The number of characters a line holds by now; `undefined` where nobody has set a limit. */
  readonly columns: number | undefined
  readonly colors: boolean
  /** True when it is a terminal that can draw a line again in its place. */
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
    readonly failures: WriteFailures.WriteFailures
    /** Waits until the results are kept where they were written to. */
    readonly flush: Effect.Effect<void>
    /** The results that could not be written, so that they can be shown elsewhere. */
    readonly takeUnwritten: () => string
  }
>() {}

/**
 * The part of a writable stream of Node that is used here.
 *
 * @since 0.1.0
 * @category models
 */
export interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly write: (text: string, written: (error?: Error | null) => void) => boolean
  readonly flush?: (flushed: (error?: Error | null) => void) => void
  readonly on: (event: "error", listener: (error: Error) => void) => unknown
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

const isClosedPipe = (error: Error): boolean => "code" in error && error.code === "EPIPE"

/** A stream that is written to until its first error. */
class Writer {
  /** The first error. Nothing is written after it: nobody knows where the text would go on. */
  error: Error | undefined
  private readonly stream: Stream
  private readonly waiting = new Set<() => void>()

  constructor(stream: Stream) {
    this.stream = stream
    // Without a listener, Node would end the process at once.
    stream.on("error", (error) => {
      this.error ??= error
      for (const end of this.waiting) end()
    })
  }

  /** Tells whether the text was written. */
  write(text: string): Effect.Effect<boolean> {
    return this.until((done) => this.stream.write(text, done))
  }

  /** Tells whether what was written before is kept. */
  readonly flush = Effect.suspend(() => this.until((done) => (this.stream.flush ?? ((done) => done()))(done)))

  private until(begin: (done: (error?: Error | null) => void) => void): Effect.Effect<boolean> {
    return Effect.uninterruptible(
      Effect.async<boolean>((resume) => {
        const end = () => {
          this.waiting.delete(end)
          resume(Effect.succeed(this.error === undefined))
        }
        if (this.error !== undefined) return end()
        this.waiting.add(end)
        begin((error) => {
          if (error) this.error ??= error
          end()
        })
      })
    )
  }
}

const sink = (stream: Stream, env: Streams["env"], write: (text: string) => Effect.Effect<void>): Sink => {
  const isTerminal = stream.isTTY === true
  const canRedraw = isTerminal && env["TERM"] !== "dumb"
  const colors = canRedraw && (env["NO_COLOR"] ?? "") === ""
  return {
    isTerminal,
    get columns() {
      return isTerminal && stream.columns !== undefined && stream.columns > 0 ? stream.columns : undefined
    },
    colors,
    canRedraw,
    write: (text) => write(colors ? text : stripVTControlCharacters(text)),
    writeControl: write
  }
}

/**
 * The output over two streams. Colours need a terminal that can show them, and a `NO_COLOR` that is unset or empty.
 *
 * When nobody reads the results any more, as after `| head`, writing them interrupts: nothing is deleted unseen. Any other
 * error of theirs is noted as a write failure. An error of the diagnostics has nobody to be told.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromStreams = ({ env, stderr, stdout }: Streams): Context.Tag.Service<Output> => {
  const results = new Writer(stdout)
  const diagnostics = new Writer(stderr)
  const failures = WriteFailures.make()
  let unwritten = ""

  const noted = (isWritten: boolean): Effect.Effect<void> =>
    Effect.suspend(() => {
      const { error } = results
      if (isWritten || error === undefined) return Effect.void
      if (isClosedPipe(error)) return Effect.interrupt
      failures.note(`The results could not be written: ${error.message}.`)
      return Effect.void
    })

  const writeResults = (text: string) =>
    Effect.flatMap(results.write(text), (isWritten) => {
      if (!isWritten) unwritten += text
      return noted(isWritten)
    })

  return {
    results: sink(stdout, env, writeResults),
    diagnostics: sink(stderr, env, (text) => Effect.asVoid(diagnostics.write(text))),
    failures,
    flush: Effect.flatMap(results.flush, noted),
    takeUnwritten: () => {
      const taken = unwritten
      unwritten = ""
      return taken
    }
  }
}

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

/**
 * Says on stderr what could not be written, where that was not said before.
 *
 * @since 0.1.0
 * @category accessors
 */
export const reportFailures: Effect.Effect<void, never, Output> = Effect.flatMap(Output, ({ failures }) =>
  Effect.forEach(failures.take(), reportLine, { discard: true })
)
