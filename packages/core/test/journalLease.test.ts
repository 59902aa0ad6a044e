import { type PlatformError, SystemError } from "@effect/platform/Error"
import { type FileSystem, makeNoop } from "@effect/platform/FileSystem"
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
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { acquire, type Lease } from "../src/internal/journal/lease.js"
import type { JournalLocked } from "../src/JournalError.js"

const platformError = (error: unknown): PlatformError => {
  if (!(error instanceof DiskFailure)) throw error
  return new SystemError({ module: "FileSystem", method: "test", reason: error.reason, pathOrDescriptor: error.path })
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

const fieldsOf = <E extends object>(result: Either.Either<unknown, E>): E | undefined =>
  Either.isLeft(result) ? result.left : undefined

/** Starts a process. It gets as far as it can without the clock. */
const start = (disk: Disk, path: string, { lease = 10_000, onWait }: LeaseOptions) =>
  Effect.gen(function* () {
    const scope = yield* Effect.acquireRelease(Scope.make(), (scope) => Scope.close(scope, Exit.void))
    let result: Either.Either<Lease, JournalLocked | PlatformError> | undefined
    const fiber = yield* acquire(fileSystemOf(disk), path, {
      lease: Duration.millis(lease),
      onWait: onWait && ((lock, lease) => Effect.sync(() => onWait(lock, Duration.toMillis(lease))))
    }).pipe(
      Scope.extend(scope),
      Effect.tapError(() => Scope.close(scope, Exit.void)),
      Effect.either,
      Effect.map((ended) => {
        result = ended
        return ended
      }),
      Effect.forkScoped
    )
    yield* TestClock.adjust(0)
    const runtime = yield* Effect.runtime()
    const run = Runtime.runPromise(runtime)
    const write = (write: () => void, millis: number) =>
      Effect.gen(function* () {
        const { guard } = yield* Effect.flatten(Fiber.join(fiber))
        const writing = Effect.zipRight(Effect.sync(write), Effect.sleep(millis))
        const guarded = yield* Effect.fork(Effect.either(guard(writing)))
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
  Effect.gen(function* () {
    const run = Runtime.runPromise(yield* Effect.runtime<Scope.Scope>())
    yield* Effect.promise(() =>
      test({
        start: (disk, path, options = {}) => run(start(disk, path, options)),
        adjust: (millis) => run(TestClock.adjust(millis))
      })
    )
  }).pipe(Effect.scoped, Effect.provide(TestContext.TestContext), Effect.runPromise)

journalLease(client)
