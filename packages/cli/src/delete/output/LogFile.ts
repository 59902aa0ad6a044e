/**
 * The file of `--log-file`.
 *
 * @since 0.1.0
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as ExitCode from "../../command/ExitCode.js"
import { Output } from "../../terminal/Output.js"
import { printable } from "../../terminal/Printable.js"
import { withoutApiKeys } from "../../terminal/SecretText.js"
import type { RunLog } from "./RunLog.js"

/**
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly path: string
  /** The files that the deletion reads and writes: none of them can be the log. */
  readonly others: ReadonlyArray<string>
}

const sentence = (path: string, message: string): string => `The log could not be written: ${path}: ${message}.`

const rejected = (message: string) => ExitCode.endedSaying(`--log-file: ${message}`, 2)

const checked = ({ others, path }: Options) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { resolve } = yield* Path.Path
    const real = (path: string) => Effect.orElseSucceed(files.realPath(path), () => resolve(path))
    const own = yield* real(path)
    for (const other of others) {
      if ((yield* real(other)) === own) return yield* rejected(`${path} is a file of the deletion itself.`)
    }
    const type = yield* Effect.orElseSucceed(
      Effect.map(files.stat(path), ({ type }) => type),
      () => "File" as const
    )
    // Opening a pipe would wait for its other end, and cannot be interrupted.
    if (type === "FIFO") return yield* rejected(`${path} is a pipe: a log has to be a file.`)
    if (type === "Directory") return yield* rejected(`${path} is a folder: a log has to be a file.`)
  })

/**
 * The checks of a log that is not begun.
 *
 * @since 0.1.0
 * @category checks
 */
export const check = (options: Options): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    yield* checked(options)
    const files = yield* FileSystem.FileSystem
    const { dirname } = yield* Path.Path
    const isThere = yield* Effect.orElseSucceed(files.exists(options.path), () => false)
    yield* files
      .access(isThere ? options.path : dirname(options.path), { writable: true })
      .pipe(Effect.catchAll((error) => rejected(`${options.path} cannot be written: ${error.message}`)))
  }).pipe(Effect.provide([NodeFileSystem.layer, Path.layer]))

/**
 * Opens the log to append to it, and writes its first line. A later line that cannot be written is noted as a write failure,
 * which stops the deletion, and none is written after it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const open = (
  options: Options,
  firstLine: string
): Effect.Effect<RunLog, ExitCode.Ended, Output | Scope.Scope> =>
  Effect.gen(function* () {
    const { path } = options
    yield* checked(options)
    const { failures } = yield* Output
    const files = yield* FileSystem.FileSystem
    const file = yield* files
      .open(path, { flag: "a" })
      .pipe(
        Effect.catchAll((error) =>
          ExitCode.endedSaying(`--log-file: ${path} cannot be opened: ${error.message}`, ExitCode.ofFileError(error))
        )
      )
    const encoder = new TextEncoder()
    const oneAtATime = Effect.unsafeMakeSemaphore(1).withPermits(1)
    const write = (text: string) =>
      Effect.flatMap(DateTime.now, (now) =>
        file.writeAll(encoder.encode(`${DateTime.formatIso(now)} ${printable(withoutApiKeys(text))}\n`))
      ).pipe(Effect.uninterruptible)
    yield* Effect.catchAll(write(firstLine), ({ message }) => ExitCode.endedSaying(sentence(path, message), 4))
    let hasFailed = false
    const log: RunLog = {
      line: (text) =>
        oneAtATime(
          Effect.suspend(() =>
            hasFailed
              ? Effect.void
              : Effect.catchAll(write(text), ({ message }) =>
                  Effect.sync(() => {
                    hasFailed = true
                    failures.note(sentence(path, message))
                  })
                )
          )
        )
    }
    return log
  }).pipe(Effect.provide([NodeFileSystem.layer, Path.layer]))
