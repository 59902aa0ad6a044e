import { BadArgument, type PlatformError, SystemError } from "@effect/platform/Error"
import { FileSystem, layerNoop } from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import { encode } from "@effect-userplane/protocol/JournalLine"
import * as Chunk from "effect/Chunk"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Journal from "../src/Journal.js"
import * as JournalFile from "../src/JournalFile.js"
import { ref } from "./fixtures.js"
import { deletedLine, interruptedLine, run, sending, unavailableLine } from "./journalLines.js"

const other = { ...ref, linkId: "lnk_漢字" }

const textOf = (...lines: ReadonlyArray<Journal.Line>): string => lines.map(encode).join("")

/** The path of a file that is not there yet, or has this content. */
const temporary = (content?: string | Uint8Array) =>
  Effect.gen(function* () {
    const fileSystem = yield* FileSystem
    const path = `${yield* fileSystem.makeTempDirectoryScoped()}/journal.ndjson`
    if (typeof content === "string") yield* fileSystem.writeFileString(path, content)
    else if (content !== undefined) yield* fileSystem.writeFile(path, content)
    return path
  })

const contentOf = (path: string) => Effect.flatMap(FileSystem, (fileSystem) => fileSystem.readFileString(path))

const readAll = (path: string) => Effect.map(Stream.runCollect(JournalFile.read(path)), Chunk.toReadonlyArray)

/** Opens a journal, appends to it, and closes it. */
const append = (path: string, ...lines: ReadonlyArray<Journal.Line>) =>
  Journal.Journal.pipe(
    Effect.flatMap(({ append }) => Effect.forEach(lines, append)),
    Effect.provide(JournalFile.layer(path))
  )

/** The state of a journal when it is opened. */
const opened = <A>(path: string, use: (state: Journal.State) => A) =>
  Journal.Journal.pipe(
    Effect.map(({ state }) => use(state)),
    Effect.provide(JournalFile.layer(path))
  )

const withFiles = <A, E>(effect: Effect.Effect<A, E, FileSystem | Scope.Scope>) =>
  Effect.scoped(effect).pipe(Effect.provide(NodeFileSystem.layer))

describe("a journal in a file", () => {
  it.effect("reads what was appended", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary()
        const lines = [run, sending(), unavailableLine(), sending(ref, 2), deletedLine(ref, 2), interruptedLine(other)]
        yield* append(path, ...lines.slice(0, 3))
        yield* append(path, ...lines.slice(3))
        expect(yield* readAll(path)).toEqual(lines)
      })
    )
  )

  it.effect("holds a JSON object a line, with its version, its type and its time", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary()
        yield* append(path, sending(other))
        expect(yield* contentOf(path)).toBe(
          '{"v":1,"at":"1970-01-01T00:00:00.000Z","workspaceId":"ws_abc123","linkId":"lnk_漢字","attempt":1,"type":"sending"}\n'
        )
      })
    )
  )

  it.effect("keeps the lines of many fibers apart, and in their order", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary()
        const lines = Array.from({ length: 200 }, (_, index) => sending({ ...ref, linkId: `lnk_${index}` }))
        yield* Effect.gen(function* () {
          const journal = yield* Journal.Journal
          yield* Effect.forEach(lines, journal.append, { concurrency: "unbounded", discard: true })
          expect(journal.state.lines).toBe(200)
          expect(Chunk.toReadonlyArray(yield* Stream.runCollect(journal.lines))).toEqual(lines)
        }).pipe(Effect.provide(JournalFile.layer(path)))
      })
    )
  )
})

describe("a journal that another process has locked", () => {
  it.effect("is waited for, with the lease of the other lock and with one of its own", () =>
    withFiles(
      Effect.gen(function* () {
        const fileSystem = yield* FileSystem
        const path = yield* temporary()
        const other = `${path}.lock-4711`
        yield* fileSystem.writeFileString(other, "7000 held 3")
        const waiting = yield* Deferred.make<{ readonly lock: string; readonly lease: Duration.Duration }>()
        const layer = JournalFile.layer(path, {
          lease: "3 seconds",
          onWait: (lock, lease) => Effect.zipRight(Deferred.succeed(waiting, { lock, lease }), Effect.never)
        })
        const fiber = yield* Effect.fork(Effect.scoped(Layer.build(layer)))
        expect(yield* Deferred.await(waiting)).toEqual({ lock: other, lease: Duration.seconds(7) })
        const folder = path.slice(0, path.lastIndexOf("/") + 1)
        const locks = (yield* fileSystem.readDirectory(folder)).filter((name) => name.includes(".lock-"))
        const contents = yield* Effect.forEach(locks, (name) => contentOf(folder + name))
        expect(contents.map((content) => content.split(" ", 2).join(" ")).sort()).toEqual(["3000 waiting", "7000 held"])
        yield* Fiber.interrupt(fiber)
      })
    )
  )
})

describe("a journal whose process was killed", () => {
  it.effect("loses only the line that was being written, wherever it was cut off", () =>
    withFiles(
      Effect.gen(function* () {
        const whole = new TextEncoder().encode(textOf(run, sending()))
        const cut = new TextEncoder().encode(textOf(sending(other)))
        for (let length = 1; length < cut.length - 1; length++) {
          const path = yield* temporary(new Uint8Array([...whole, ...cut.subarray(0, length)]))
          expect(yield* readAll(path)).toEqual([run, sending()])
          yield* append(path, deletedLine())
          expect(yield* contentOf(path)).toBe(textOf(run, sending(), deletedLine()))
        }
      })
    )
  )

  it.effect("keeps a last line that lacks only its line break", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary(textOf(run, deletedLine()).trimEnd())
        expect(yield* readAll(path)).toEqual([run, deletedLine()])
        expect(yield* opened(path, (state) => state.isFinal(ref))).toBe(true)
        expect(yield* contentOf(path)).toBe(textOf(run, deletedLine()))
      })
    )
  )

  it.effect("reads long journals piece by piece", () =>
    withFiles(
      Effect.gen(function* () {
        const links = Array.from({ length: 3000 }, (_, index) => ({ ...ref, linkId: `lnk_漢字_${index}` }))
        const path = yield* temporary(textOf(...links.flatMap((link) => [sending(link), deletedLine(link)])))
        expect(yield* opened(path, (state) => [state.lines, state.final, links.every(state.isFinal)])).toEqual([
          6000,
          3000,
          true
        ])
      })
    )
  )
})

describe("a line that cannot be read", () => {
  const whole = textOf(run, sending())
  const cases: ReadonlyArray<readonly [name: string, content: string | Uint8Array, line: number]> = [
    ["is no JSON", `${whole}{"v":1,"type\n${whole}`, 3],
    ["is another JSON", `${whole}[]\n`, 3],
    ["is empty", `${whole}\n${whole}`, 3],
    ["is of a later version", whole.replace('"v":1', '"v":2'), 1],
    ["is of no known type", whole.replace("sending", "sent"), 2],
    ["is no UTF-8", new Uint8Array([...new TextEncoder().encode(whole), 0xff, 10]), 3],
    ["is the last, but none of a journal", `${whole}hello`, 3],
    ["is longer than 1 MiB", `${whole}{"v":1,${" ".repeat(1024 * 1024)}`, 3]
  ]

  it.effect.each(cases)("stops everything when it %s", ([, content, line]) =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary(content)
        const before = yield* contentOf(path)
        expect(yield* Effect.flip(readAll(path))).toMatchObject({ _tag: "JournalCorrupt", line })
        const refused = yield* Effect.flip(append(path, run))
        expect(refused).toMatchObject({ _tag: "JournalCorrupt", line })
        expect(refused.message).toContain(`Line ${line} of `)
        expect(yield* contentOf(path)).toBe(before)
      })
    )
  )

  it.effect("is reported after the lines before it were read", () =>
    withFiles(
      Effect.gen(function* () {
        const path = yield* temporary(`${whole}nonsense\n${whole}`)
        const before = yield* JournalFile.read(path).pipe(Stream.either, Stream.runCollect)
        expect(Chunk.toReadonlyArray(before).map(({ _tag }) => _tag)).toEqual(["Right", "Right", "Left"])
      })
    )
  )
})

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

  it.effect("is JournalUnavailable when its folder is not there", () =>
    withFiles(
      Effect.gen(function* () {
        const path = `${yield* temporary()}/journal.ndjson`
        expect(yield* Effect.flip(append(path, run))).toMatchObject({ _tag: "JournalUnavailable", path })
        expect(yield* Effect.flip(readAll(path))).toMatchObject({ _tag: "JournalUnavailable", path })
      })
    )
  )

  it.effect("takes no line after one that could not be written", () =>
    withFiles(
      Effect.gen(function* () {
        const path = "/dev/full"
        const fileSystem = yield* FileSystem
        const folder = yield* fileSystem.makeTempDirectoryScoped()
        const link = `${folder}/journal.ndjson`
        yield* fileSystem.symlink(path, link)
        const onFull = Effect.provideService(FileSystem, {
          ...fileSystem,
          // The lock stands beside the link, since nothing may be made in /dev.
          realPath: () => Effect.succeed(link),
          stream: () => Stream.empty
        })
        yield* Effect.gen(function* () {
          const { append, state } = yield* Journal.Journal
          const first = yield* Effect.flip(append(run))
          expect(first).toMatchObject({ _tag: "JournalUnavailable" })
          expect(yield* Effect.flip(append(run))).toBe(first)
          expect(state.lines).toBe(0)
        }).pipe(Effect.provide(JournalFile.layer(link)), onFull)
      })
    )
  )
})
