import { execFileSync } from "node:child_process"
import { writeFile } from "node:fs/promises"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as BadInput from "../src/BadInput.js"
import { Input } from "../src/Input.js"
import * as LinkFile from "../src/LinkFile.js"
import { PipeBroken } from "../src/Pipe.js"

const seed = 20_263

const workspaceId = "ws_1"

const utf8 = new TextEncoder()

const withStdin = (stdin: Stream.Stream<Uint8Array, PipeBroken>) =>
  Effect.provideService(Input, { isTerminal: false, stdin: Effect.succeed(stdin), ask: () => Effect.succeed("") })

const chunks = (...texts: ReadonlyArray<string>) => Stream.fromIterable(texts.map((text) => utf8.encode(text)))

const opened = (given: Parameters<typeof LinkFile.open>[0]) =>
  Stream.unwrap(Effect.map(LinkFile.open(given), ({ refs }) => refs))

/** The links that are read from stdin, or what is wrong with it. */
const fromStdin = (stdin: Stream.Stream<Uint8Array, PipeBroken>, workspace: string | undefined = workspaceId) =>
  Stream.runCollect(opened({ _tag: "Stdin", workspaceId: workspace })).pipe(
    Effect.mapBoth({ onFailure: BadInput.render, onSuccess: Chunk.toReadonlyArray }),
    withStdin(stdin)
  )

const idsFrom = (...texts: ReadonlyArray<string>) =>
  Effect.map(fromStdin(chunks(...texts)), (refs) => refs.map(({ linkId }) => linkId))

const writings: ReadonlyArray<(ref: LinkRef) => string> = [
  ({ linkId }) => linkId,
  ({ linkId }) => `  ${linkId}\t`,
  ({ linkId }) => JSON.stringify(linkId),
  (ref) => JSON.stringify(ref),
  (ref) => JSON.stringify({ linkTitle: 'A "title" with \\ and {', ...ref, creator: { name: "Mika" } }, undefined, 2),
  (ref) => JSON.stringify({ ...ref, meta: [{ deep: ["}", "\n"] }] }, undefined, "\t")
]

describe("links in text", () => {
  it.effect("are the same however they are written, and wherever the text is cut", () =>
    Effect.promise(() =>
      FastCheck.assert(
        FastCheck.asyncProperty(
          FastCheck.array(FastCheck.tuple(FastCheck.stringMatching(/^[\w.日ü-]{1,12}$/), FastCheck.nat(5)), {
            maxLength: 12
          }),
          FastCheck.constantFrom("\n", "\r\n", "\n\n", " \r\n\t\n"),
          FastCheck.integer({ min: 1, max: 40 }),
          async (written, separator, size) => {
            const expected = written.map(([linkId]) => ({ workspaceId, linkId }))
            const text = written
              .map(([linkId, style]) => writings[style]?.({ workspaceId, linkId }) ?? "")
              .join(separator)
            const bytes = utf8.encode(text)
            const cut = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
              bytes.subarray(index * size, (index + 1) * size)
            )
            expect(await Effect.runPromise(fromStdin(Stream.fromIterable(cut)))).toStrictEqual(expected)
          }
        ),
        { seed, numRuns: 200 }
      )
    )
  )

  it.effect.each([
    ["no text", "", []],
    ["blank lines", "\n\r\n  \n", []],
    ["a byte order mark", "\uFEFFlnk_1\n", ["lnk_1"]],
    ["several values on a line", '{"linkId":"lnk_1"}{"linkId":"lnk_2"} "lnk_3"', ["lnk_1", "lnk_2", "lnk_3"]],
    ["an id with blanks, as JSON", '{"linkId":"lnk 1"}', ["lnk 1"]],
    ["an id that begins with a dash", "--force\n", ["--force"]]
  ] as const)("may hold %s", ([, text, ids]) =>
    Effect.gen(function* () {
      expect(yield* idsFrom(text)).toStrictEqual(ids)
    })
  )

  it.effect.each([
    ["two ids on a line", "lnk_1\nlnk_2 lnk_3\n", "stdin, line 2: Expected one id on the line"],
    ["a table", "│ lnk_1 │ deleted │", "stdin, line 1: Expected one id on the line"],
    ["JSON without a link", '\n{"id":"lnk_1"}', "stdin, line 2: Expected linkId to be a string"],
    ["an empty id", '""', "stdin, line 1: Expected linkId to be a string that is not empty"],
    ["a number for an id", '{"linkId":1}', "stdin, line 1: Expected linkId to be a string"],
    ["a list", '["lnk_1"]', "stdin, line 1: Expected a JSON object with linkId, or a string"],
    ["JSON that is not", "{linkId: 1}", "stdin, line 1: The JSON value is not well-formed"],
    ["JSON that is cut", 'lnk_1\n{\n"linkId": "lnk_2"', "stdin, line 2: The JSON value is not closed"],
    ["a string that is cut", '"lnk_1\nlnk_2"', "stdin, line 1: The JSON string is not closed on its line"],
    ["a list's comma", '{"linkId":"lnk_1"},\n', "stdin, line 1: After a JSON value only another one may follow"],
    ["an empty workspace", '{"linkId":"lnk_1","workspaceId":""}', "stdin, line 1: Expected workspaceId"],
    [
      "another workspace than the command's",
      'lnk_1\n{"linkId":"lnk_2",\n"workspaceId":"ws_2"}',
      "stdin, line 2: Names the workspace ws_2, but --workspace says ws_1"
    ],
    ["a line without an end", `lnk_1\n${"x".repeat(2 * 1024 * 1024)}`, "stdin, line 2: The line is longer than 1 MiB"],
    ["a value without an end", `{"linkId": [${" ".repeat(2 * 1024 * 1024)}`, "stdin, line 1: The JSON value is longer"]
  ] as const)("are not %s: the line is named", ([, text, said]) =>
    Effect.gen(function* () {
      const halves = [text.slice(0, text.length - 3), text.slice(text.length - 3)]
      expect(yield* Effect.flip(fromStdin(chunks(...halves)))).toContain(said)
    })
  )

  it.effect("need a workspace each where the command names none", () =>
    Effect.gen(function* () {
      const text = '{"linkId":"lnk_1","workspaceId":"ws_2"}\nlnk_2'
      const opening = opened({ _tag: "Stdin", workspaceId: undefined }).pipe(Stream.runCollect, withStdin(chunks(text)))
      expect(yield* Effect.flip(opening)).toMatchObject({ line: 2, problem: expect.stringContaining("no workspace") })
      expect(yield* fromStdin(chunks('{"linkId":"lnk_1","workspaceId":"ws_1"}'))).toHaveLength(1)
    })
  )

  it.effect("are UTF-8", () =>
    Effect.gen(function* () {
      const utf16 = Stream.make(new Uint8Array([0xff, 0xfe, 0x6c, 0x00]))
      expect(yield* Effect.flip(fromStdin(utf16))).toBe("stdin: It is not UTF-8")
    })
  )

  it.effect("break off where stdin does", () =>
    Effect.gen(function* () {
      const broken = Stream.concat(chunks("lnk_1\n"), Stream.fail(new PipeBroken({ message: "EIO" })))
      expect(yield* Effect.flip(fromStdin(broken))).toBe("stdin: EIO")
    })
  )

  it.effect("are read no further than they are asked for", () =>
    Effect.gen(function* () {
      let read = 0
      const endless = Stream.repeatEffect(Effect.sync(() => utf8.encode(`lnk_${read++}\n`)))
      const three = yield* opened({ _tag: "Stdin", workspaceId }).pipe(
        Stream.take(3),
        Stream.runCollect,
        withStdin(endless)
      )
      expect(Chunk.size(three)).toBe(3)
      expect(read).toBeLessThan(10)
    })
  )
})

describe("a file of links", () => {
  const inFile = (text: string, given: { readonly path?: string } = {}) =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* files.makeTempFileScoped()
      yield* files.writeFileString(path, text)
      return yield* LinkFile.open({ _tag: "File", path: given.path ?? path, workspaceId })
    }).pipe(withStdin(Stream.empty))

  it.scoped("is counted before, and read again", () =>
    Effect.gen(function* () {
      const { refs, total } = yield* inFile("lnk_1\r\nlnk_2\r\nlnk_1")
      expect(total).toBe(3)
      for (const _ of ["once", "again"]) {
        expect(Chunk.toReadonlyArray(yield* Stream.runCollect(refs)).map(({ linkId }) => linkId)).toStrictEqual([
          "lnk_1",
          "lnk_2",
          "lnk_1"
        ])
      }
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("with a bad line is refused before any of it is handed on", () =>
    Effect.gen(function* () {
      const lines = Array.from({ length: 20_000 }, (_, index) => `lnk_${index}`)
      const error = yield* Effect.flip(inFile([...lines, "lnk_1 lnk_2"].join("\n")))
      expect(error).toMatchObject({ _tag: "BadInput", line: 20_001 })
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("that is a pipe is read once", () =>
    Effect.gen(function* () {
      const pipe = `${yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())}/pipe`
      execFileSync("mkfifo", [pipe])
      const writing = yield* Effect.fork(Effect.promise(() => writeFile(pipe, "lnk_1\nlnk_2\n")))
      const { refs, total } = yield* LinkFile.open({ _tag: "File", path: pipe, workspaceId })
      expect(total).toBeUndefined()
      expect(Chunk.size(yield* Stream.runCollect(refs))).toBe(2)
      yield* Fiber.join(writing)
    }).pipe(withStdin(Stream.empty), Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("that is not there is called by its name", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(inFile("", { path: "no/such/links.txt" }))
      expect(error).toMatchObject({ source: "no/such/links.txt", line: undefined, problem: "There is no such file" })
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
