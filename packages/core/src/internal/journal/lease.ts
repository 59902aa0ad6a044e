import type { PlatformError } from "@effect/platform/Error"
import type { FileSystem } from "@effect/platform/FileSystem"
import * as JournalFailure from "@effect-userplane/protocol/JournalFailure"
import * as JournalLock from "@effect-userplane/protocol/JournalLock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { JournalLocked, JournalLost } from "../../JournalError.js"
import { currentMillis } from "../telemetry/clock.js"

export interface Options {
  /** The time the lock holds after its last renewal. */
  readonly lease: Duration.Duration
  /** Runs once when another process has a lock, which is then watched for its lease. */
  readonly onWait: ((lock: string, lease: Duration.Duration) => Effect.Effect<void>) | undefined
}

/** A journal that this process holds until its scope ends, or until another process takes it over. */
export interface Lease {
  /** Runs a write only while the lease holds, and fails if it ran out during the write. */
  readonly guard: <A, E>(write: Effect.Effect<A, E>) => Effect.Effect<A, E | JournalLost | PlatformError>
}

/** The locks of the journals that this process uses. */
const inUse = new Map<string, string>()

const isNotFound = (error: PlatformError): boolean => error._tag === "SystemError" && error.reason === "NotFound"

const orIfGone =
  <B>(whenGone: B) =>
  <A>(effect: Effect.Effect<A, PlatformError>): Effect.Effect<A | B, PlatformError> =>
    Effect.catchIf(effect, isNotFound, () => Effect.succeed(whenGone))

/**
 * Takes a journal for this process, until the scope ends.
 *
 * @param path - The one true path of the journal, links resolved.
 */
export const acquire = (
  fileSystem: FileSystem,
  path: string,
  { lease, onWait }: Options
): Effect.Effect<Lease, JournalLocked | PlatformError, Scope.Scope> =>
  Effect.gen(function* () {
    const { folder, name: journal } = JournalLock.split(path)
    const millis = Duration.toMillis(lease)
    const pause = millis / JournalLock.looksPerLease
    const name = JournalLock.nameOf(journal, crypto.randomUUID())
    const own = folder + name
    let isHeld = false
    let renewals = 0

    const locked = (lock: string) => new JournalLocked(JournalFailure.locked(path, lock))

    yield* Effect.acquireRelease(
      Effect.suspend(() => {
        const lock = inUse.get(path)
        if (lock !== undefined) return locked(lock)
        return Effect.succeed(inUse.set(path, own))
      }),
      () => Effect.sync(() => inUse.delete(path))
    )

    const write = (flag: "r+" | "wx") =>
      Effect.suspend(() =>
        fileSystem.writeFileString(own, JournalLock.encode({ lease: millis, isHeld }, renewals++), { flag })
      )
    const remove = Effect.ignore(fileSystem.remove(own))
    yield* Effect.acquireRelease(
      Effect.tapError(write("wx"), () => remove),
      () => remove
    )
    // A renewal that fails is not the end: whether the lock is still there is asked before each write.
    yield* write("r+").pipe(
      Effect.ignore,
      Effect.delay(millis / JournalLock.renewalsPerLease),
      Effect.forever,
      Effect.forkScoped
    )

    /** The text of each other lock, by its name. */
    const others = Effect.gen(function* () {
      const texts = new Map<string, string>()
      for (const other of yield* fileSystem.readDirectory(folder)) {
        if (other === name || !JournalLock.isLockOf(journal, other)) continue
        const text = yield* orIfGone(undefined)(fileSystem.readFileString(folder + other))
        if (text !== undefined) texts.set(other, text)
      }
      return texts
    })

    const watch = new JournalLock.Watch(name, pause)
    let hasWaited = false
    for (let found = yield* others; found.size > 0; found = yield* others) {
      for (const [other, text] of found) {
        if (!hasWaited && onWait !== undefined) {
          yield* onWait(folder + other, Duration.millis(JournalLock.decode(text).lease))
        }
        hasWaited = true
      }
      const { expired, first } = watch.look(found)
      if (first !== undefined) return yield* locked(folder + first)
      for (const other of expired) yield* orIfGone(undefined)(fileSystem.remove(folder + other))
      yield* Effect.sleep(pause)
    }

    isHeld = true
    yield* Effect.catchIf(write("r+"), isNotFound, () => locked(own))

    const check = fileSystem
      .readFileString(own)
      .pipe(Effect.catchIf(isNotFound, () => new JournalLost(JournalFailure.lost(path, own))))
    return {
      guard: <A, E>(write: Effect.Effect<A, E>) =>
        Effect.gen(function* () {
          const start = yield* currentMillis
          yield* check
          const result = yield* write
          // A process that was stopped meanwhile may have lost it after the check.
          if ((yield* currentMillis) - start >= millis) yield* check
          return result
        })
    } satisfies Lease
  })
