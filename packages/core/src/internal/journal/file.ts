import type { PlatformError } from "@effect/platform/Error"
import type { File, FileSystem } from "@effect/platform/FileSystem"
import * as JournalFailure from "@effect-userplane/protocol/JournalFailure"
import { encode, type Line } from "@effect-userplane/protocol/JournalLine"
import { JournalReader, type Part } from "@effect-userplane/protocol/JournalReader"
import { MutableState } from "@effect-userplane/protocol/JournalState"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Journal } from "../../Journal.js"
import { JournalCorrupt, type JournalError, type JournalLost, JournalUnavailable } from "../../JournalError.js"
import { groupCommit } from "../groupCommit.js"
import * as Lease from "./lease.js"

const corruptAt = (path: string, line: number): JournalCorrupt => new JournalCorrupt(JournalFailure.corrupt(path, line))

const unavailable =
  (path: string) =>
  (error: PlatformError): JournalUnavailable => {
    const reason = error._tag === "SystemError" ? error.reason : undefined
    return new JournalUnavailable(JournalFailure.unavailable(path, reason, error.message))
  }

/** The lines in the bytes of a journal, from the first. The beginning of a last line is left out. */
export const decode = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  name: string
): Stream.Stream<Line, E | JournalCorrupt, R> =>
  Stream.suspend(() => {
    const reader = new JournalReader()
    const linesOf = ({ corrupt, lines }: Part) =>
      Stream.concat(
        Stream.fromIterable(lines),
        corrupt === undefined ? Stream.empty : Stream.fail(corruptAt(name, corrupt))
      )
    return bytes.pipe(
      Stream.flatMap((piece) => linesOf(reader.read(piece))),
      Stream.concat(Stream.suspend(() => linesOf(reader.end())))
    )
  })

/** Read a mebibyte at a time, since a journal may have a million lines. */
const pieces = { chunkSize: 1024 * 1024 }

/** The lines of the journal in a file. */
export const lines = (fileSystem: FileSystem, path: string): Stream.Stream<Line, JournalError> =>
  decode(Stream.mapError(fileSystem.stream(path, pieces), unavailable(path)), path)

/** Adds all lines to a state, and makes sure that the next one begins on a line of its own. */
const restore = (fileSystem: FileSystem, path: string, file: File, state: MutableState) =>
  Effect.gen(function* () {
    const reader = new JournalReader()
    const take = ({ corrupt, lines }: Part) => {
      for (const line of lines) state.add(line)
      return corrupt === undefined ? Effect.void : Effect.fail(corruptAt(path, corrupt))
    }
    yield* Stream.runForEach(fileSystem.stream(path, pieces), (piece) => take(reader.read(piece)))
    const end = reader.end()
    yield* take(end)
    if (end.tail === "line") yield* file.writeAll(new Uint8Array([10]))
    if (end.tail === "torn") yield* fileSystem.truncate(path, reader.bytes)
  })

/** Appends lines to a file. Each write takes all lines that wait for it. */
const appender = (path: string, file: File, { guard }: Lease.Lease, state: MutableState) => {
  const encoder = new TextEncoder()
  let waiting = ""
  // After a failed write nobody knows how the file ends, so there is no other.
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
  return (line: Line): Effect.Effect<void, JournalLost | JournalUnavailable> =>
    Effect.suspend(() => {
      waiting += encode(line)
      return write()
    }).pipe(
      Effect.tap(() => Effect.sync(() => state.add(line))),
      Effect.uninterruptible
    )
}

/** Opens a journal, for this process alone. */
export const make = (fileSystem: FileSystem, path: string, options: Lease.Options) =>
  Effect.gen(function* () {
    const file = yield* fileSystem.open(path, { flag: "a" })
    const realPath = yield* fileSystem.realPath(path)
    const lease = yield* Lease.acquire(fileSystem, realPath, options)
    const state = new MutableState()
    yield* restore(fileSystem, realPath, file, state)
    const journal: Context.Tag.Service<Journal> = {
      append: appender(path, file, lease, state),
      state,
      lines: lines(fileSystem, realPath)
    }
    return journal
  }).pipe(Effect.catchTags({ SystemError: unavailable(path), BadArgument: unavailable(path) }))
