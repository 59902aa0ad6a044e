import { SystemError, type SystemErrorReason } from "@effect/platform/Error"
import { type FileSystem, makeNoop } from "@effect/platform/FileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import { acquire, defaultLease, type Options } from "../src/internal/journal/lease.js"

const path = "/data/journal.ndjson"

const failure = (reason: SystemErrorReason, at: string) =>
  new SystemError({ module: "FileSystem", method: "test", reason, pathOrDescriptor: at })

/** Files in memory, as several processes see them. A path with `/./` is the same one to them, and another one to a lease. */
const disk = () => {
  const files = new Map<string, string>()
  const real = (at: string) => at.replaceAll("/./", "/")
  const existing = (at: string) =>
    Effect.suspend(() => {
      const text = files.get(real(at))
      return text === undefined ? failure("NotFound", at) : Effect.succeed(text)
    })
  const fileSystem = makeNoop({
    readFileString: existing,
    writeFileString: (at, text, options) =>
      Effect.suspend(() => {
        const written = Effect.sync(() => void files.set(real(at), text))
        return options?.flag === "wx" ? written : Effect.zipRight(existing(at), written)
      }),
    remove: (at) =>
      Effect.zipRight(
        existing(at),
        Effect.sync(() => void files.delete(real(at)))
      ),
    readDirectory: (folder) =>
      Effect.sync(() =>
        [...files.keys()].flatMap((at) => (at.startsWith(real(folder)) ? [at.slice(real(folder).length)] : []))
      )
  })
  return { files, fileSystem, locks: () => [...files.keys()].filter((at) => at.includes(".lock-")) }
}

const nothing = Effect.void

const byDefault: Options = { lease: defaultLease, onWait: undefined }

/** A process that takes the journal: its scope is closed by `die`, without a word to the disk, and by `end` as it should. */
const process = (fileSystem: FileSystem, at = path, options: Partial<Options> = {}) =>
  Effect.gen(function* () {
    const scope = yield* Effect.acquireRelease(Scope.make(), (scope) => Scope.close(scope, Exit.void))
    const fiber = yield* Effect.fork(
      Effect.exit(
        Effect.tapError(Scope.extend(acquire(fileSystem, at, { ...byDefault, ...options }), scope), () =>
          Scope.close(scope, Exit.void)
        )
      )
    )
    return {
      taken: Fiber.join(fiber),
      isDone: Effect.map(Fiber.poll(fiber), (exit) => exit._tag === "Some"),
      end: Scope.close(scope, Exit.void)
    }
  })

const stale = `${path}.lock-01234567-0123-4123-8123-0123456789ab`

const renewing = (files: Map<string, string>, lock: string, state = "held") => {
  let renewals = 0
  return Effect.sync(() => void files.set(lock, `10000 ${state} ${renewals++}`)).pipe(
    Effect.repeat(Schedule.spaced("3 seconds")),
    Effect.fork
  )
}

const locked = { _tag: "Failure", cause: { error: { _tag: "JournalLocked" } } }

describe("the lease of a journal", () => {
  it.scoped("is acquired at once where nobody holds it, and leaves no file", () =>
    Effect.gen(function* () {
      const { fileSystem, locks } = disk()
      const { end, taken } = yield* process(fileSystem)
      expect(yield* taken).toMatchObject({ _tag: "Success" })
      expect(locks()).toHaveLength(1)
      yield* end
      expect(locks()).toEqual([])
    })
  )

  it.scoped("is rejected at once within the process that holds it", () =>
    Effect.gen(function* () {
      const { fileSystem, locks } = disk()
      const first = yield* process(fileSystem)
      yield* first.taken
      const [lock] = locks()
      const second = yield* process(fileSystem)
      expect(yield* second.taken).toMatchObject({ _tag: "Failure", cause: { error: { _tag: "JournalLocked", lock } } })
      yield* second.end
      yield* first.end
    })
  )

  it.scoped("is rejected while another process renews it, for however long", () =>
    Effect.gen(function* () {
      const { files, fileSystem, locks } = disk()
      const first = yield* process(fileSystem)
      yield* first.taken
      yield* TestClock.adjust("1 minute")
      const second = yield* process(fileSystem, "/data/./journal.ndjson")
      yield* TestClock.adjust("3 seconds")
      expect(yield* second.taken).toMatchObject(locked)
      yield* second.end
      expect(locks()).toHaveLength(1)
      yield* first.end
      expect(files.size).toBe(0)
    })
  )

  it.scoped.each([
    ["a process that was killed", stale],
    ["a process of another machine that was killed while it waited", stale],
    ["an older version", `${path}.lock-4711-123456-4026531836-0badcafe`],
    ["an older version elsewhere than on Linux", `${path}.lock-4711`]
  ])("is taken over from %s once it has run out, after saying for how long it waits", ([who, lock]) =>
    Effect.gen(function* () {
      const { files, fileSystem } = disk()
      files.set(String(lock), lock === stale ? `10000 ${who?.includes("waited") ? "waiting" : "held"} 7` : "")
      const waits: Array<unknown> = []
      const onWait = (at: string, lease: Duration.Duration) =>
        Effect.sync(() => void waits.push([at, Duration.toSeconds(lease)]))
      const { end, isDone, taken } = yield* process(fileSystem, path, { onWait })
      yield* TestClock.adjust("9 seconds")
      expect(yield* isDone).toBe(false)
      yield* TestClock.adjust("3 seconds")
      expect(yield* taken).toMatchObject({ _tag: "Success" })
      expect(files.has(String(lock))).toBe(false)
      expect(waits).toEqual([[lock, 10]])
      yield* end
    })
  )

  it.scoped("is waited for as long as its holder says, not the process that waits", () =>
    Effect.gen(function* () {
      const { files, fileSystem } = disk()
      files.set(stale, "20000 held 7")
      const { end, isDone, taken } = yield* process(fileSystem, path, { lease: Duration.seconds(5) })
      yield* TestClock.adjust("19 seconds")
      expect(yield* isDone).toBe(false)
      yield* TestClock.adjust("2 seconds")
      expect(yield* taken).toMatchObject({ _tag: "Success" })
      yield* end
    })
  )

  it.scoped("is acquired by one of two processes that start at the same time", () =>
    Effect.gen(function* () {
      const { fileSystem, locks } = disk()
      // Each makes its lock before either looks for others.
      const slow: FileSystem = {
        ...fileSystem,
        readDirectory: (folder) => Effect.delay(fileSystem.readDirectory(folder), "1 second")
      }
      const both = [yield* process(slow), yield* process(slow, "/data/./journal.ndjson")]
      yield* TestClock.adjust("10 seconds")
      const ended = yield* Effect.forEach(both, ({ taken }) => taken)
      expect(ended.filter(Exit.isSuccess)).toHaveLength(1)
      expect(locks()).toHaveLength(1)
    })
  )

  it.scoped("waits for a process that waits, and is rejected when that one acquires it", () =>
    Effect.gen(function* () {
      const { files, fileSystem } = disk()
      const last = `${path}.lock-ffffffff-ffff-4fff-8fff-ffffffffffff`
      const other = yield* renewing(files, last, "waiting")
      const { end, isDone, taken } = yield* process(fileSystem)
      yield* TestClock.adjust("1 minute")
      expect(yield* isDone).toBe(false)
      yield* Fiber.interrupt(other)
      files.set(last, "10000 held 99")
      yield* TestClock.adjust("2 seconds")
      expect(yield* taken).toMatchObject(locked)
      yield* end
    })
  )

  it.scoped("is acquired when the other process ends", () =>
    Effect.gen(function* () {
      const { files, fileSystem } = disk()
      let reads = 0
      files.set(stale, "10000 held 1")
      const vanishing: FileSystem = {
        ...fileSystem,
        readFileString: (at) =>
          Effect.suspend(() =>
            at === stale && reads++ === 1
              ? Effect.zipRight(
                  Effect.sync(() => files.delete(stale)),
                  failure("NotFound", at)
                )
              : fileSystem.readFileString(at)
          )
      }
      const { end, taken } = yield* process(vanishing)
      yield* TestClock.adjust("2 seconds")
      expect(yield* taken).toMatchObject({ _tag: "Success" })
      yield* end
    })
  )

  it.scoped("is about its own journal alone", () =>
    Effect.gen(function* () {
      const { files, fileSystem } = disk()
      files.set(`${path}.lock-of-the-door`, "")
      files.set("/data/other.ndjson.lock-4711", "")
      const { end, taken } = yield* process(fileSystem)
      expect(yield* taken).toMatchObject({ _tag: "Success" })
      yield* end
    })
  )

  it.scoped("has its lock beside the journal, whatever separates the names of folders", () =>
    Effect.gen(function* () {
      const { files, fileSystem } = disk()
      const { end, taken } = yield* process(fileSystem, "C:\\data\\journal.ndjson")
      yield* taken
      expect([...files.keys()][0]).toMatch(/^C:\\data\\journal\.ndjson\.lock-/)
      yield* end
    })
  )

  it.scoped("is not acquired when a lock cannot be written or read", () =>
    Effect.gen(function* () {
      const { files, fileSystem } = disk()
      const readOnly = { ...fileSystem, writeFileString: (at: string) => failure("PermissionDenied", at) }
      expect(yield* (yield* process(readOnly)).taken).toMatchObject({
        cause: { error: { reason: "PermissionDenied" } }
      })
      files.set("/data/a.lock-4711", "")
      const secret = { ...fileSystem, readFileString: (at: string) => failure("PermissionDenied", at) }
      expect(yield* (yield* process(secret, "/data/a")).taken).toMatchObject({
        cause: { error: { reason: "PermissionDenied" } }
      })
    })
  )
})

describe("a lease that was lost", () => {
  const taken = (at: FileSystem) => acquire(at, path, byDefault)

  it.scoped("stops the next write", () =>
    Effect.gen(function* () {
      const { files, fileSystem, locks } = disk()
      const { guard } = yield* taken(fileSystem)
      expect(yield* guard(Effect.succeed("written"))).toBe("written")
      files.delete(String(locks()[0]))
      let isWritten = false
      const error = yield* Effect.flip(
        guard(
          Effect.sync(() => {
            isWritten = true
          })
        )
      )
      expect(error).toMatchObject({ _tag: "JournalLost", path })
      expect(isWritten).toBe(false)
    })
  )

  it.scoped("stays lost: a renewal does not write the lock again", () =>
    Effect.gen(function* () {
      const { files, fileSystem } = disk()
      const { guard } = yield* taken(fileSystem)
      files.clear()
      yield* TestClock.adjust("1 minute")
      expect(files.size).toBe(0)
      expect(yield* Effect.flip(guard(nothing))).toMatchObject({ _tag: "JournalLost" })
    })
  )

  it.scoped("during a write that took as long as the lease fails the write", () =>
    Effect.gen(function* () {
      const { files, fileSystem } = disk()
      const { guard } = yield* taken(fileSystem)
      const slow = Effect.zipRight(
        Effect.sync(() => files.clear()),
        Effect.sleep("10 seconds")
      )
      const fiber = yield* Effect.fork(Effect.flip(guard(slow)))
      yield* TestClock.adjust("10 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "JournalLost" })
    })
  )

  it.scoped("but was only not renewed in time holds while nobody has taken it over", () =>
    Effect.gen(function* () {
      const { fileSystem } = disk()
      const broken = { isBroken: false }
      const flaky: FileSystem = {
        ...fileSystem,
        writeFileString: (at, text, options) =>
          broken.isBroken ? failure("Unknown", at) : fileSystem.writeFileString(at, text, options)
      }
      const { guard } = yield* taken(flaky)
      broken.isBroken = true
      yield* TestClock.adjust("1 minute")
      yield* guard(nothing)
    })
  )

  it.scoped("before it was acquired is JournalLocked", () =>
    Effect.gen(function* () {
      const { files, fileSystem } = disk()
      const robbed: FileSystem = {
        ...fileSystem,
        readDirectory: () =>
          Effect.as(
            Effect.sync(() => files.clear()),
            []
          )
      }
      const { end, taken } = yield* process(robbed)
      expect(yield* taken).toMatchObject(locked)
      yield* end
    })
  )
})
