import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { encode } from "@effect-userplane/protocol/JournalLine"
import type { JournalFileClient, Read } from "@effect-userplane/testing/JournalFileClient"
import { journalFiles } from "@effect-userplane/testing/JournalFiles"
import { runLine } from "@effect-userplane/testing/JournalLines"
import { journalRecovery } from "@effect-userplane/testing/JournalRecovery"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { FileSystem, layerNoop } from "effect/FileSystem"
import * as Layer from "effect/Layer"
import { badArgument, type PlatformError, systemError } from "effect/PlatformError"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { describe, expect } from "vitest"
import * as Journal from "../src/Journal.js"
import * as JournalFile from "../src/JournalFile.js"
import { withOpenJournal } from "./openJournal.js"
import { itEffect } from "./runTest.js"

const runWithFiles = <A, E>(effect: Effect.Effect<A, E, FileSystem>, signal?: AbortSignal): Promise<A> =>
  Effect.runPromise(Effect.result(Effect.provide(effect, NodeFileSystem.layer)), { signal }).then(
    Result.getOrThrowWith((error) => error)
  )

const readOf = (lines: Stream.Stream<Journal.Line, Journal.JournalError, FileSystem>): Promise<Read> =>
  runWithFiles(
    Effect.map(Stream.runCollect(Stream.result(lines)), (results) => ({
      lines: results.flatMap((result) => (Result.isSuccess(result) ? [result.success] : [])),
      failure: results.flatMap((result) => (Result.isFailure(result) ? [result.failure] : []))[0]
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
  itEffect.each<readonly [reason: string | undefined, error: PlatformError]>([
    ["NotFound", systemError({ ...opened, _tag: "NotFound" })],
    ["Unknown", systemError({ ...opened, _tag: "Unknown" })],
    [undefined, badArgument(opened)]
  ])("names the reason of the platform: %s", ([reason, error]) =>
    Effect.gen(function* () {
      const failed = yield* Effect.flip(Effect.scoped(Layer.build(JournalFile.layer("journal.ndjson"))))
      expect(failed).toMatchObject({ _tag: "JournalUnavailable", reason })
    }).pipe(Effect.provide(layerNoop({ open: () => Effect.fail(error) })))
  )

  itEffect("takes no line after one that could not be written", () =>
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
