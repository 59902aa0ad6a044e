import { BadArgument, type PlatformError, SystemError } from "@effect/platform/Error"
import { FileSystem, layerNoop } from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import { encode } from "@effect-userplane/protocol/JournalLine"
import type { JournalFileClient, Read } from "@effect-userplane/testing/JournalFileClient"
import { journalFiles } from "@effect-userplane/testing/JournalFiles"
import { runLine } from "@effect-userplane/testing/JournalLines"
import { journalRecovery } from "@effect-userplane/testing/JournalRecovery"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Journal from "../src/Journal.js"
import * as JournalFile from "../src/JournalFile.js"
import { withOpenJournal } from "./openJournal.js"

const collect = <A, E, R>(stream: Stream.Stream<A, E, R>) =>
  Effect.map(Stream.runCollect(stream), Chunk.toReadonlyArray)

const runWithFiles = <A, E>(effect: Effect.Effect<A, E, FileSystem>, signal?: AbortSignal): Promise<A> =>
  Effect.runPromise(Effect.either(Effect.provide(effect, NodeFileSystem.layer)), { signal }).then(
    Either.getOrThrowWith((error) => error)
  )

const readOf = (lines: Stream.Stream<Journal.Line, Journal.JournalError, FileSystem>): Promise<Read> =>
  runWithFiles(
    Effect.map(collect(Stream.either(lines)), (results) => ({
      lines: results.flatMap((result) => (Either.isRight(result) ? [result.right] : [])),
      failure: results.flatMap((result) => (Either.isLeft(result) ? [result.left] : []))[0]
    }))
  )

const client: JournalFileClient = {
  encode,
  read: (path) => readOf(JournalFile.read(path)),
  decode: (pieces, name) => readOf(JournalFile.decode(Stream.fromIterable(pieces), name)),
  open: (path, use, { lease, onWait, signal } = {}) =>
    runWithFiles(
      withOpenJournal(use).pipe(
        Effect.provide(
          JournalFile.layer(path, {
            lease,
            onWait: onWait && ((lock, lease) => Effect.promise(() => onWait(lock, Duration.toMillis(lease))))
          })
        )
      ),
      signal
    )
}

journalFiles(client)
journalRecovery(client)

describe("a file that cannot be used", () => {
  const opened = { module: "FileSystem", method: "open" } as const
  it.effect.each<readonly [reason: string | undefined, error: PlatformError]>([
    ["NotFound", new SystemError({ ...opened, reason: "NotFound" })],
    ["Unknown", new SystemError({ ...opened, reason: "Unknown" })],
    [undefined, new BadArgument(opened)]
  ])("names the reason of the platform: %s", ([reason, error]) =>
    Effect.gen(function* () {
      const failed = yield* Effect.flip(Effect.scoped(Layer.build(JournalFile.layer("journal.ndjson"))))
      expect(failed).toMatchObject({ _tag: "JournalUnavailable", reason })
    }).pipe(Effect.provide(layerNoop({ open: () => Effect.fail(error) })))
  )

  it.scoped("takes no line after one that could not be written", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem
      const link = `${yield* fileSystem.makeTempDirectoryScoped()}/journal.ndjson`
      yield* fileSystem.symlink("/dev/full", link)
      const onFull = Effect.provideService(FileSystem, {
        ...fileSystem,
        // The lock stands beside the link, since nothing may be made in /dev.
        realPath: () => Effect.succeed(link),
        stream: () => Stream.empty
      })
      yield* Effect.gen(function* () {
        const { append, state } = yield* Journal.Journal
        const first = yield* Effect.flip(append(runLine()))
        expect(first).toMatchObject({ _tag: "JournalUnavailable" })
        expect(yield* Effect.flip(append(runLine()))).toBe(first)
        expect(state.lines).toBe(0)
      }).pipe(Effect.provide(JournalFile.layer(link)), onFull)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
