import { journalLease } from "@effect-userplane/testing/JournalLease"
import {
  type Disk,
  DiskFailure,
  type LeaseClient,
  type LeaseOptions,
  type LeaseProcess
} from "@effect-userplane/testing/LeaseWorld"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { type FileSystem, makeNoop } from "effect/FileSystem"
import { type PlatformError, systemError } from "effect/PlatformError"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { acquire, type Lease } from "../src/internal/journal/lease.js"
import type { JournalLocked, JournalLost } from "../src/JournalError.js"
import { runTest, started } from "./runTest.js"

const platformError = (error: unknown): PlatformError => {
  if (!(error instanceof DiskFailure)) throw error
  return systemError({ module: "FileSystem", method: "test", _tag: error.reason, pathOrDescriptor: error.path })
}

const onDisk = <A>(use: () => A): Effect.Effect<A, PlatformError> => Effect.try({ try: use, catch: platformError })

const fileSystemOf = (disk: Disk): FileSystem =>
  makeNoop({
    readFileString: (at) => onDisk(() => disk.readFile(at)),
    writeFileString: (at, text, options) => onDisk(() => disk.writeFile(at, text, options?.flag === "wx")),
    remove: (at) => onDisk(() => disk.remove(at)),
    readDirectory: (folder) =>
      Effect.delay(
        onDisk(() => disk.readDirectory(folder)),
        disk.listingTakes ?? 0
      )
  })

const fieldsOf = (result: Result.Result<unknown, JournalLocked | JournalLost | PlatformError>): object | undefined => {
  if (Result.isSuccess(result)) return undefined
  const { failure } = result
  return failure._tag === "PlatformError" ? { reason: failure.reason._tag } : failure
}

/** Starts a process. It gets as far as it can without the clock. */
const start = (disk: Disk, path: string, { lease = 10_000, onWait }: LeaseOptions, world: Scope.Scope) =>
  Effect.gen(function* () {
    const scope = yield* Scope.fork(world)
    let result: Result.Result<Lease, JournalLocked | PlatformError> | undefined
    const fiber = yield* acquire(fileSystemOf(disk), path, {
      lease: Duration.millis(lease),
      onWait: onWait && ((lock, lease) => Effect.sync(() => onWait(lock, Duration.toMillis(lease))))
    }).pipe(
      Scope.provide(scope),
      Effect.tapError(() => Scope.close(scope, Exit.void)),
      Effect.result,
      Effect.map((ended) => {
        result = ended
        return ended
      }),
      (taking) => started(taking, world)
    )
    const run = Effect.runPromiseWith(yield* Effect.context())
    const write = (write: () => void, millis: number) =>
      Effect.gen(function* () {
        const { guard } = yield* Effect.fromResult(yield* Fiber.join(fiber))
        const guarded = yield* started(Effect.result(guard(Effect.delay(Effect.sync(write), millis))))
        yield* TestClock.adjust(millis)
        return fieldsOf(yield* Fiber.join(guarded))
      })
    return {
      taken: () => result && (fieldsOf(result) ?? "taken"),
      write: (content, millis = 0) => run(write(content, millis)),
      end: () => run(Scope.close(scope, Exit.void))
    } satisfies LeaseProcess
  })

const client: LeaseClient = (test) =>
  runTest(
    Effect.gen(function* () {
      const world = yield* Effect.scope
      const run = Effect.runPromiseWith(yield* Effect.context())
      yield* Effect.promise(() =>
        test({
          start: (disk, path, options = {}) => run(start(disk, path, options, world)),
          adjust: (millis) => run(TestClock.adjust(millis))
        })
      )
    })
  )

journalLease(client)
