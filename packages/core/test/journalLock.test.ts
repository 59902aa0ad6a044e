import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync } from "node:fs"
import { SystemError } from "@effect/platform/Error"
import { FileSystem, makeNoop } from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Lock from "../src/internal/journalLock.js"
import * as ProcessIdentity from "../src/internal/processIdentity.js"
import * as Journal from "../src/Journal.js"

const temporary = Effect.flatMap(FileSystem, (fileSystem) =>
  Effect.map(fileSystem.makeTempDirectoryScoped(), (folder) => `${folder}/journal.ndjson`)
)

const locksIn = (path: string) =>
  Effect.map(
    Effect.flatMap(FileSystem, (fileSystem) => fileSystem.readDirectory(path.replace(/[^/]*$/, ""))),
    (names) => names.filter((name) => name.includes(".lock-"))
  )

const taken = (path: string) => Effect.provide(Journal.Journal, Journal.layer(path))

const withFiles = <A, E>(effect: Effect.Effect<A, E, FileSystem | Scope.Scope>) =>
  Effect.scoped(effect).pipe(Effect.provide(NodeFileSystem.layer))

const linux = existsSync("/proc/self/stat")

/** A process that does nothing until it is killed. */
const idle = Effect.acquireRelease(
  Effect.promise(async () => {
    const child = spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"], { stdio: "ignore" })
    await once(child, "spawn")
    return child
  }),
  (child) => Effect.promise(() => kill(child))
)

const kill = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, "exit")
  child.kill("SIGKILL")
  await exit
}

const boot = () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8)

/** The name of the lock that a process would make here. */
const lockOf = (
  path: string,
  { pid = 0 }: Pick<ChildProcess, "pid">,
  changed: { started?: string; space?: string; boot?: string } = {}
) =>
  Effect.gen(function* () {
    const fileSystem = yield* FileSystem
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    const started = changed.started ?? stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]
    const space = changed.space ?? (yield* fileSystem.readLink("/proc/self/ns/pid")).replace(/\D/g, "")
    return `${path}.lock-${pid}-${started}-${space}-${changed.boot ?? boot()}`
  })

const lockedBy = (path: string, lock: string) =>
  Effect.gen(function* () {
    const fileSystem = yield* FileSystem
    yield* fileSystem.writeFileString(lock, "")
    return yield* Effect.either(taken(path))
  })

describe("a journal that is in use", () => {
  it.effect("is refused to the same process, by a link to it too", () =>
    withFiles(
      Effect.gen(function* () {
        const fileSystem = yield* FileSystem
        const path = yield* temporary
        const link = path.replace("journal", "link")
        yield* Effect.gen(function* () {
          const lock = (yield* locksIn(path))[0]
          yield* fileSystem.symlink(path, link)
          for (const name of [path, link]) {
            const error = yield* Effect.flip(taken(name))
            expect(error).toMatchObject({ _tag: "JournalLocked", path, pid: process.pid })
            expect(error.message).toContain(`remove ${path.replace("journal.ndjson", "")}${lock}`)
          }
        }).pipe(Effect.provide(Journal.layer(path)))
      })
    )
  )

  it.effect("is free again after its scope, and no lock is left", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary
        yield* taken(path)
        expect(yield* locksIn(path)).toEqual([])
        yield* taken(path)
      })
    )
  )

  it.effect("is read all the same", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary
        const state = yield* Effect.provide(Journal.fold(Journal.read(path)), Journal.layer(path))
        expect(state.lines).toBe(0)
      })
    )
  )
})

describe.runIf(linux)("the lock of another process", () => {
  it.live("holds while the process is alive, and is removed after it was killed", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary
        const child = yield* idle
        const lock = yield* lockOf(path, child)
        expect(yield* lockedBy(path, lock)).toMatchObject({ left: { _tag: "JournalLocked", pid: child.pid, lock } })
        yield* Effect.promise(() => kill(child))
        yield* taken(path)
        expect(yield* locksIn(path)).toEqual([])
      })
    )
  )

  it.live("counts for nothing when its number was given to a process that started later", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary
        const lock = yield* lockOf(path, yield* idle, { started: "1" })
        expect(yield* lockedBy(path, lock)).toMatchObject({ _tag: "Right" })
      })
    )
  )

  it.live("counts for nothing after a reboot", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary
        const lock = yield* lockOf(path, yield* idle, { boot: "00000000" })
        expect(yield* lockedBy(path, lock)).toMatchObject({ _tag: "Right" })
      })
    )
  )

  it.live("holds when the process cannot be seen from here", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary
        const lock = yield* lockOf(path, yield* idle, { started: "1", space: "1" })
        expect(yield* lockedBy(path, lock)).toMatchObject({ left: { _tag: "JournalLocked" } })
      })
    )
  )

  it.effect("holds for its own journal alone", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary
        const fileSystem = yield* FileSystem
        yield* fileSystem.writeFileString(`${path}.lock-of-the-door`, "")
        yield* fileSystem.writeFileString(path.replace("journal", "other").concat(`.lock-${process.ppid}`), "")
        expect(yield* Effect.either(taken(path))).toMatchObject({ _tag: "Right" })
      })
    )
  )

  it.effect("is not taken for dead while its process has yet to be reaped for good", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary
        const fileSystem = yield* FileSystem
        const lock = yield* lockOf(path, { pid: process.ppid })
        const zombie = (path: string) =>
          Effect.map(fileSystem.readFileString(path), (stat) =>
            path === `/proc/${process.ppid}/stat` ? stat.replace(/\) [A-Za-z] /, ") Z ") : stat
          )
        expect(yield* lockedBy(path, lock)).toMatchObject({ _tag: "Left" })
        const seen = Effect.provideService(taken(path), FileSystem, { ...fileSystem, readFileString: zombie })
        expect(yield* Effect.either(seen)).toMatchObject({ _tag: "Right" })
      })
    )
  )
})

describe("where the system lists no processes in files", () => {
  /** The file system of another system. */
  const elsewhere = <A, E>(effect: Effect.Effect<A, E, FileSystem | Scope.Scope>) =>
    withFiles(
      Effect.flatMap(FileSystem, (fileSystem) => {
        const absent = (path: string) =>
          new SystemError({ module: "FileSystem", method: "read", reason: "NotFound", pathOrDescriptor: path })
        return Effect.provideService(effect, FileSystem, {
          ...fileSystem,
          readFileString: (path, encoding) =>
            path.startsWith("/proc/") ? absent(path) : fileSystem.readFileString(path, encoding),
          readLink: absent
        })
      })
    )

  it.live("a lock names the process by its number", () =>
    elsewhere(
      Effect.gen(function* () {
        const path = yield* temporary
        const locks = yield* Effect.provide(locksIn(path), Journal.layer(path))
        expect(locks).toEqual([`journal.ndjson.lock-${process.pid}`])
      })
    )
  )

  it.live("a lock holds while there is a process of that number", () =>
    elsewhere(
      Effect.gen(function* () {
        const path = yield* temporary
        const child = yield* idle
        const lock = `${path}.lock-${child.pid}`
        expect(yield* lockedBy(path, lock)).toMatchObject({ left: { _tag: "JournalLocked", pid: child.pid } })
        yield* Effect.promise(() => kill(child))
        expect(yield* Effect.either(taken(path))).toMatchObject({ _tag: "Right" })
      })
    )
  )

  it.live("a lock stands beside its journal, whatever parts the names of folders", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const fileSystem = makeNoop({
        // The file is made, and never used.
        open: () => Effect.succeed<never>(undefined as never),
        readDirectory: (path) => {
          asked.push(path)
          return Effect.succeed([])
        }
      })
      yield* Effect.scoped(Lock.acquire(fileSystem, "C:\\data\\journal.ndjson"))
      expect(asked).toEqual(["C:\\data\\"])
    })
  )
})

describe("a process", () => {
  const pid = 4711
  const other = { pid, mark: { started: "1", namespace: "2", boot: "3" } }
  const fails = (code: string) => ({
    kill: () => {
      throw Object.assign(new Error(code), { code })
    }
  })

  it.effect("is numbered 0 where nothing tells its number", () =>
    Effect.gen(function* () {
      expect(yield* ProcessIdentity.self(makeNoop({}), {})).toEqual({ pid: 0 })
      const unreadable = makeNoop({ readFileString: () => Effect.succeed("nonsense") })
      expect(yield* ProcessIdentity.self(unreadable, { pid: 5 })).toEqual({ pid: 5 })
    })
  )

  it.effect("is taken for alive unless the system says that there is none", () =>
    Effect.gen(function* () {
      const isAlive = (runtime: object, process: ProcessIdentity.ProcessIdentity = { pid }) =>
        ProcessIdentity.isAlive(makeNoop({}), { pid: 1 }, process, runtime)
      expect(yield* isAlive({})).toBe(true)
      expect(yield* isAlive(fails("EPERM"))).toBe(true)
      expect(yield* isAlive(fails("ESRCH"))).toBe(false)
      expect(yield* isAlive(fails("ESRCH"), other)).toBe(false)
    })
  )
})
