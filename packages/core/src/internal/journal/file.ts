import type { PlatformError } from "@effect/platform/Error"
import type { File, FileSystem } from "@effect/platform/FileSystem"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import { JournalCorrupt, type JournalError, type JournalLost, JournalUnavailable } from "../../JournalError.js"
import { groupCommit } from "../groupCommit.js"
import type { Journal } from "./journal.js"
import * as Lease from "./lease.js"
import * as Line from "./line.js"
import { JournalReader } from "./reader.js"
import { Fold } from "./state.js"

const corrupt = (path: string, line: number): JournalCorrupt =>
  new JournalCorrupt({
    path,
    line,
    message: `Line ${line} of ${path} is not a line of a journal of version 1. Nothing was changed.`
  })

const unavailable =
  (path: string) =>
  (error: PlatformError): JournalUnavailable =>
    new JournalUnavailable({
      path,
      reason: error._tag === "SystemError" ? error.reason : undefined,
      message: `The journal cannot be used: ${error.message}`
    })

/** The lines of a journal, from the first. The beginning of a line at its end counts for nothing. */
export const lines = (fileSystem: FileSystem, path: string): Stream.Stream<Line.Line, JournalError> =>
  Stream.suspend(() => {
    let found: Array<Line.Line> = []
    const reader = new JournalReader((line) => found.push(line))
    const taken = (result: Either.Either<unknown, number>) => {
      const read = found
      found = []
      return Stream.concat(
        Stream.fromIterable(read),
        Either.isLeft(result) ? Stream.fail(corrupt(path, result.left)) : Stream.empty
      )
    }
    return fileSystem.stream(path).pipe(
      Stream.mapError(unavailable(path)),
      Stream.flatMap((piece) => taken(reader.read(piece))),
      Stream.concat(Stream.suspend(() => taken(reader.end())))
    )
  })

/** Takes up all lines, and makes sure that the next one begins on a line of its own. */
const restore = (fileSystem: FileSystem, path: string, file: File, state: Fold) =>
  Effect.gen(function* () {
    const reader = new JournalReader((line) => state.add(line))
    const held = Either.mapLeft((line: number) => corrupt(path, line))
    yield* Stream.runForEach(fileSystem.stream(path), (piece) => held(reader.read(piece)))
    const tail = yield* held(reader.end())
    if (tail === "line") yield* file.writeAll(new Uint8Array([10]))
    if (tail === "torn") yield* fileSystem.truncate(path, reader.bytes)
  })

/** Appends to a file: one write at a time, of all that waits by then. */
const appender = (path: string, file: File, { guard }: Lease.Lease, state: Fold) => {
  const encoder = new TextEncoder()
  let waiting = ""
  // After a write that failed nobody knows how the file ends, so it stays the last one.
  let failed: Effect.Effect<never, JournalLost | JournalUnavailable> | undefined
  const write = groupCommit(
    Effect.suspend(() => {
      if (failed !== undefined) return failed
      const bytes = encoder.encode(waiting)
      waiting = ""
      return guard(file.writeAll(bytes)).pipe(
        Effect.catchTags({ SystemError: unavailable(path), BadArgument: unavailable(path) }),
        Effect.tapErrorCause((cause) =>
          Effect.sync(() => {
            failed = Effect.failCause(cause)
          })
        )
      )
    })
  )
  return (line: Line.Line): Effect.Effect<void, JournalLost | JournalUnavailable> =>
    Effect.suspend(() => {
      waiting += Line.encode(line)
      return write()
    }).pipe(
      Effect.tap(() => Effect.sync(() => state.add(line))),
      Effect.uninterruptible
    )
}

/** A journal in a file, for this process alone. */
export const make = (fileSystem: FileSystem, path: string, options?: Lease.Options) =>
  Effect.gen(function* () {
    const file = yield* fileSystem.open(path, { flag: "a" })
    const truePath = yield* fileSystem.realPath(path)
    const lease = yield* Lease.acquire(fileSystem, truePath, options)
    const state = new Fold()
    yield* restore(fileSystem, truePath, file, state)
    const journal: Context.Tag.Service<Journal> = {
      append: appender(path, file, lease, state),
      state,
      lines: lines(fileSystem, truePath)
    }
    return journal
  }).pipe(Effect.catchTags({ SystemError: unavailable(path), BadArgument: unavailable(path) }))
