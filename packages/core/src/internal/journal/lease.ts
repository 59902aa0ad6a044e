import type { PlatformError } from "@effect/platform/Error"
import type { FileSystem } from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { JournalLocked, JournalLost } from "../../JournalError.js"

/** The time a lock holds by default after its last renewal. */
export const defaultLease = Duration.seconds(10)

/** The number of times a lock is renewed, and how often the locks of others are read, while one lease runs. */
const renewalsPerLease = 4
const looksPerLease = 10

export interface Options {
  /** The time the lock holds after its last renewal. The lock says so, because other processes go by it. */
  readonly lease: Duration.Duration
  /** Runs once when another process has a lock, which is then watched for its lease. */
  readonly onWait: ((lock: string, lease: Duration.Duration) => Effect.Effect<void>) | undefined
}

/** A journal that this process holds until its scope ends, or until another process takes it over. */
export interface Lease {
  /** Runs a write only while the lease holds, and fails if it ran out during the write. */
  readonly guard: <A, E>(write: Effect.Effect<A, E>) => Effect.Effect<A, E | JournalLost | PlatformError>
}

// The second one is that of versions which put the process id into the name, and never renewed their locks.
const lockName = /^\.lock-(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d+(?:-\d+-\d+-[\da-f]+)?)$/

interface Content {
  readonly lease: number
  readonly isHeld: boolean
}

// Of one length, because it is overwritten in place.
const encode = ({ isHeld, lease }: Content, renewals: number): string =>
  `${lease} ${isHeld ? "held" : "waiting"} ${renewals}`.padEnd(48)

const decode = (text: string): Content => {
  const [, lease, state] = /^(\d+) (held|waiting) /.exec(text) ?? []
  return { lease: lease === undefined ? Duration.toMillis(defaultLease) : Number(lease), isHeld: state !== "waiting" }
}

const split = (path: string): readonly [folder: string, name: string] => {
  const start = path.lastIndexOf(path.startsWith("/") ? "/" : "\\") + 1
  return [path.slice(0, start), path.slice(start)]
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
 * Every process makes a lock file of its own, which it renews, and holds the journal once there is no other one. A lock
 * that is not renewed for its whole lease is removed. It is watched for that long, since the times that two machines give
 * to a file cannot be compared. Its name is unique, so that removing it never removes a newer one, and its holder, if it
 * was only asleep, finds it gone before it writes again. Of several that wait, the first by name goes first.
 *
 * @param path - The one true path of the journal, links resolved.
 */
export const acquire = (
  fileSystem: FileSystem,
  path: string,
  { lease, onWait }: Options
): Effect.Effect<Lease, JournalLocked | PlatformError, Scope.Scope> =>
  Effect.gen(function* () {
    const [folder, journal] = split(path)
    const millis = Duration.toMillis(lease)
    const name = `${journal}.lock-${crypto.randomUUID()}`
    const own = folder + name
    let isHeld = false
    let renewals = 0

    const locked = (lock: string) =>
      new JournalLocked({
        path,
        lock,
        message: `Another process uses the journal ${path}: it renews its lock ${lock}.`
      })

    yield* Effect.acquireRelease(
      Effect.suspend(() => {
        const lock = inUse.get(path)
        if (lock !== undefined) return locked(lock)
        return Effect.succeed(inUse.set(path, own))
      }),
      () => Effect.sync(() => inUse.delete(path))
    )

    const write = (flag: "r+" | "wx") =>
      Effect.suspend(() => fileSystem.writeFileString(own, encode({ lease: millis, isHeld }, renewals++), { flag }))
    const remove = Effect.ignore(fileSystem.remove(own))
    yield* Effect.acquireRelease(
      Effect.tapError(write("wx"), () => remove),
      () => remove
    )
    // A renewal that fails is not the end: whether the lock is still there is asked before each write.
    yield* write("r+").pipe(Effect.ignore, Effect.delay(millis / renewalsPerLease), Effect.forever, Effect.forkScoped)

    const others = Effect.map(fileSystem.readDirectory(folder), (names) =>
      names.filter((other) => other !== name && other.startsWith(journal) && lockName.test(other.slice(journal.length)))
    )

    /** The content of each other lock, and the number of looks since it was read first. */
    let hasWaited = false
    let seen = new Map<string, { readonly text: string; readonly looks: number }>()
    for (let found = yield* others; found.length > 0; found = yield* others) {
      const now: typeof seen = new Map()
      for (const other of found) {
        const lock = folder + other
        const text = yield* orIfGone(undefined)(fileSystem.readFileString(lock))
        if (text === undefined) continue
        const content = decode(text)
        if (!hasWaited && onWait !== undefined) yield* onWait(lock, Duration.millis(content.lease))
        hasWaited = true
        const before = seen.get(other)
        const isRenewed = before !== undefined && before.text !== text
        if (isRenewed && (content.isHeld || other < name)) return yield* locked(lock)
        const looks = before === undefined || isRenewed ? 0 : before.looks + 1
        if ((looks * millis) / looksPerLease < content.lease) now.set(other, { text, looks })
        else yield* orIfGone(undefined)(fileSystem.remove(lock))
      }
      seen = now
      yield* Effect.sleep(millis / looksPerLease)
    }

    isHeld = true
    yield* Effect.catchIf(write("r+"), isNotFound, () => locked(own))

    const check = fileSystem.readFileString(own).pipe(
      Effect.catchIf(
        isNotFound,
        () =>
          new JournalLost({
            path,
            lock: own,
            message: `The journal ${path} was taken over by another process, or its lock ${own} was removed.`
          })
      )
    )
    return {
      guard: <A, E>(write: Effect.Effect<A, E>) =>
        Effect.gen(function* () {
          const start = yield* Clock.currentTimeNanos
          yield* check
          const result = yield* write
          const end = yield* Clock.currentTimeNanos
          // A process that was stopped meanwhile may have lost it after the check.
          if (end - start >= BigInt(Math.floor(millis)) * 1_000_000n) yield* check
          return result
        })
    } satisfies Lease
  })
