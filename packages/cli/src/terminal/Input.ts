/**
 * The input of the command: stdin, and answers from the terminal.
 *
 * @since 0.1.0
 */
import { fstatSync } from "node:fs"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { PipeBroken } from "./Pipe.js"

/**
 * @since 0.1.0
 * @category tags
 */
export class Input extends Context.Tag("@effect-userplane/cli/Input")<
  Input,
  {
    /** True when stdin is a terminal, so that somebody can answer. */
    readonly isTerminal: boolean
    /** True when stdin is a file, which is there as a whole. */
    readonly isFile: boolean
    /** Stdin, once. What reads it is loaded when it is needed. */
    readonly stdin: Effect.Effect<Stream.Stream<Uint8Array, PipeBroken>>
    /** Asks on stderr, and waits for the answer: a line of stdin. */
    readonly ask: (question: string) => Effect.Effect<string>
  }
>() {}

const isFile = (descriptor: number): boolean => {
  try {
    return fstatSync(descriptor).isFile()
  } catch {
    // It may be closed.
    return false
  }
}

/**
 * The streams of a process.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromProcess = (process: NodeJS.Process): Context.Tag.Service<Input> => ({
  isTerminal: process.stdin.isTTY === true,
  isFile: isFile(0),
  stdin: Effect.map(
    Effect.promise(() => import("./Pipe.js")),
    ({ bytes }) => bytes(() => process.stdin)
  ),
  ask: (question) =>
    Effect.promise(async (signal) => {
      const { createInterface } = await import("node:readline/promises")
      const lines = createInterface({ input: process.stdin, output: process.stderr })
      // Where stdin ends without an answer, there is none.
      const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")))
      // While readline reads from a terminal, Ctrl-C is a key, and no signal.
      const interrupted = new Promise<undefined>((resolve) => lines.once("SIGINT", () => resolve(undefined)))
      const answered = lines.question(question, { signal }).catch(() => "")
      return Promise.race([interrupted, answered, closed]).finally(() => lines.close())
    }).pipe(Effect.flatMap((answer) => (answer === undefined ? Effect.interrupt : Effect.succeed(answer))))
})
