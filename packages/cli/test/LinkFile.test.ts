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
import * as InputError from "../src/delete/input/InputError.js"
import * as LinkFile from "../src/delete/input/LinkFile.js"
import * as LinkText from "../src/delete/input/LinkText.js"
import { Input } from "../src/terminal/Input.js"
import { PipeBroken } from "../src/terminal/Pipe.js"

const seed = 20_263

const workspaceId = "ws_1"

const utf8 = new TextEncoder()

const withStdin = (stdin: Stream.Stream<Uint8Array, PipeBroken>) =>
  Effect.provideService(Input, {
    isTerminal: false,
    isFile: false,
    stdin: Effect.succeed(stdin),
    ask: () => Effect.succeed("")
  })

const chunks = (...texts: ReadonlyArray<string>) => Stream.fromIterable(texts.map((text) => utf8.encode(text)))

const opened = (given: Parameters<typeof LinkFile.open>[0]) =>
  Stream.unwrapScoped(Effect.map(LinkFile.open(given), ({ refs }) => refs))

/** The links that are read from stdin, or what is wrong with it. */
const fromStdin = (stdin: Stream.Stream<Uint8Array, PipeBroken>, workspace: string | undefined = workspaceId) =>
  Stream.runCollect(opened({ _tag: "Stdin", workspaceId: workspace, acceptsUnusual: false })).pipe(
    Effect.mapBoth({ onFailure: InputError.render, onSuccess: Chunk.toReadonlyArray }),
    withStdin(stdin)
  )

/** The links of bytes, none of which are read ahead. */
const read = (bytes: Stream.Stream<Uint8Array>) =>
  Stream.runCollect(LinkText.refs("stdin", bytes, { workspaceId, acceptsUnusual: false })).pipe(
    Effect.mapBoth({ onFailure: InputError.render, onSuccess: Chunk.toReadonlyArray })
  )

const idsFrom = (...texts: ReadonlyArray<string>) =>
  Effect.map(fromStdin(chunks(...texts)), (refs) => refs.map(({ linkId }) => linkId))

/** The bytes in chunks of a size. */
const cut = (bytes: Uint8Array, size: number) =>
  Stream.fromIterable(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size)
    )
  )

/** Text in each encoding that a byte-order mark tells. */
const encodings: ReadonlyArray<(text: string) => Uint8Array> = [
  (text) => utf8.encode(text),
  (text) => utf8.encode(`\uFEFF${text}`),
  (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
  (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16()
]

const csvCell = (text: string): string => `"${text.replaceAll('"', '""')}"`

const tables: ReadonlyArray<(refs: ReadonlyArray<LinkRef>, title: string) => string> = [
  (refs, title) => ["linkId,title", ...refs.map(({ linkId }) => `${linkId},${csvCell(title)}`)].join("\n"),
  (refs, title) =>
    ["Title;Workspace ID;Link ID", ...refs.map((ref) => `${csvCell(title)};${ref.workspaceId};"${ref.linkId}"`)].join(
      "\r\n"
    ),
  (refs, title) => ["link_id\ttitle", ...refs.map(({ linkId }) => `${linkId}\t${csvCell(title)}`)].join("\r"),
  (refs, title) =>
    JSON.stringify(
      refs.map((ref) => ({ title, ...ref })),
      undefined,
      2
    ),
  (refs) => JSON.stringify(refs.map(({ linkId }) => linkId)),
  (refs, title) => JSON.stringify({ data: { workspaceId, links: refs.map(({ linkId }) => ({ title, linkId })) } })
]

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
          FastCheck.array(FastCheck.tuple(FastCheck.stringMatching(/^lnk_[\w日ü-]{0,12}$/), FastCheck.nat(5)), {
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
            expect(await Effect.runPromise(read(cut(bytes, size)))).toStrictEqual(expected)
          }
        ),
        { seed, numRuns: 200 }
      )
    )
  )

  it.effect("are the same in every encoding, table and array, and wherever the bytes are cut", () =>
    Effect.promise(() =>
      FastCheck.assert(
        FastCheck.asyncProperty(
          FastCheck.array(FastCheck.stringMatching(/^lnk_[\w日ü𝒳-]{0,8}$/u), { maxLength: 8 }),
          FastCheck.stringMatching(/^[a-z 日𝒳,;"'#\n\t]{0,8}$/u),
          FastCheck.constantFrom(...tables),
          FastCheck.constantFrom(...encodings),
          FastCheck.integer({ min: 1, max: 40 }),
          async (linkIds, title, table, encode, size) => {
            const expected = linkIds.map((linkId) => ({ workspaceId, linkId }))
            const bytes = encode(table(expected, title))
            expect(await Effect.runPromise(read(cut(bytes, size)))).toStrictEqual(expected)
          }
        ),
        { seed, numRuns: 300 }
      )
    )
  )

  it.effect.each([
    ["no text", "", []],
    ["blank lines", "\n\r\n  \n", []],
    ["a byte order mark", "\uFEFFlnk_1\n", ["lnk_1"]],
    ["several values on a line", '{"linkId":"lnk_1"}{"linkId":"lnk_2"} "lnk_3"', ["lnk_1", "lnk_2", "lnk_3"]],
    ["an id that begins with a dash", "--force\n", ["--force"]],
    ["lone returns", "lnk_1\rlnk_2\r\rlnk_3", ["lnk_1", "lnk_2", "lnk_3"]],
    ["comments", "# all of May\nlnk_1\n  # and June\nlnk_2\n#", ["lnk_1", "lnk_2"]],
    ["an array of strings", '["lnk_1", "lnk_2"]', ["lnk_1", "lnk_2"]],
    [
      "an array of objects",
      '[\n  {"linkId":"lnk_1"},\n  {"linkId":"lnk_2","workspaceId":"ws_1"}\n]\n',
      ["lnk_1", "lnk_2"]
    ],
    ["several arrays", '[]\n[ ]\n["lnk_1"]\n["lnk_2"]', ["lnk_1", "lnk_2"]],
    [
      "a page of the API's listing",
      '{"message":"OK","data":{"workspaceId":"ws_1","links":[{"linkId":"lnk_1"},{"linkId":"lnk_2"}],"pagination":{}}}',
      ["lnk_1", "lnk_2"]
    ],
    ["CSV", "linkId,title\nlnk_1,Upload\nlnk_2,\n", ["lnk_1", "lnk_2"]],
    ["CSV of one column", "linkId\r\nlnk_1\r\nlnk_2\r\n", ["lnk_1", "lnk_2"]],
    ["CSV with quoted cells", 'title,"link_id"\n"a, ""b""\nc", "lnk_1"\n,"lnk_2"', ["lnk_1", "lnk_2"]],
    ["CSV of a spreadsheet", "sep=;\nTitle;LINKID;\nA;lnk_1;\n;;\nB;lnk_2;;\n", ["lnk_1", "lnk_2"]],
    ["CSV with semicolons", "# export\n\nTitle;Link ID\nA, b;lnk_1\n# B;lnk_2;x\n", ["lnk_1"]],
    ["TSV", "linkTitle\tlinkId\tworkspaceId\n\tlnk_1\tws_1\nB\tlnk_2\t\n", ["lnk_1", "lnk_2"]]
  ] as const)("may hold %s", ([, text, ids]) =>
    Effect.gen(function* () {
      expect(yield* idsFrom(text)).toStrictEqual(ids)
    })
  )

  it.effect.each([
    ["two ids on a line", "lnk_1\nlnk_2 lnk_3\n", 'stdin, line 2: "lnk_2 lnk_3" holds a blank'],
    ["a table", "│ lnk_1 │ deleted │", 'stdin, line 1: "│ lnk_1 │ deleted │" looks like a line of a printed table'],
    ["JSON without a link", '\n{"id":"lnk_1"}', "stdin, line 2: Expected linkId to be a string"],
    ["an empty id", '""', "stdin, line 1: Expected linkId to be a string that is not empty"],
    ["a number for an id", '{"linkId":1}', "stdin, line 1: Expected linkId to be a string"],
    ["an array of numbers", '["lnk_1",\n1]', "stdin, line 2: Expected the elements of the array to be JSON objects"],
    ["an array in an array", '[["lnk_1"]]', "stdin, line 1: Expected the elements of the array to be JSON objects"],
    ["an array without commas", '["lnk_1"\n"lnk_2"]', "stdin, line 2: Expected a comma between the elements"],
    ["an array with a comma too many", '["lnk_1",\n]', "stdin, line 2: Expected the elements of the array"],
    ["an array that is cut", '\n["lnk_1",', "stdin, line 2: The JSON array is not closed"],
    ["a value after an array", '["lnk_1"] lnk_2', "stdin, line 1: After a JSON value only another one may follow"],
    [
      "a page with a bad link",
      '{"data":{"links":[{"linkId":"lnk_1"},{"id":"lnk_2"}]}}',
      "stdin, line 1: Expected linkId"
    ],
    ["CSV without a column linkId", "id,title\nlnk_1,A", 'stdin, line 1: "id,title" looks like a row of a table'],
    ["rows without a header", "lnk_1,A\nlnk_2,B", 'stdin, line 1: "lnk_1,A" looks like a row of a table'],
    [
      "a header in the middle",
      "linkId,title\nlnk_1,A\nlinkId,title",
      'stdin, line 3: "linkId" is the name of a column'
    ],
    ["a header with a column twice", "linkId,link_id\nlnk_1,lnk_2", "stdin, line 1: The header names a column twice"],
    ["rows that are too long", 'linkId,title\n"lnk_1","a\nb"\nlnk_2,a, b', "stdin, line 4: The row has 3 cells"],
    ["rows that are too short", "title,linkId\nA", "stdin, line 2: The row has 1 cells"],
    ["a row without an id", "title,linkId\nA,", "stdin, line 2: The row has no linkId"],
    ["a row that somebody has taken out", "title,linkId\n#A,lnk_1", "stdin, line 2: The row begins with #"],
    [
      "a quoted cell that is not closed",
      'linkId,title\nlnk_1,"A\nlnk_2,B',
      "stdin, line 2: A quoted cell is not closed"
    ],
    ["a quote in a cell", 'linkId,title\n\nlnk_1,5" screen\n', "stdin, line 3: A quote stands within a cell"],
    ["an error of a spreadsheet", "lnk_1\n#N/A\n", 'stdin, line 2: "#N/A" is an error of a spreadsheet'],
    ["an id in a row that looks like a mistake", "linkId,title\nhttps://example.com,A", 'stdin, line 2: "https:'],
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
      const opening = opened({ _tag: "Stdin", workspaceId: undefined, acceptsUnusual: false }).pipe(
        Stream.runCollect,
        withStdin(chunks(text))
      )
      expect(yield* Effect.flip(opening)).toMatchObject({ line: 2, problem: expect.stringContaining("no workspace") })
      expect(yield* fromStdin(chunks('{"linkId":"lnk_1","workspaceId":"ws_1"}'))).toHaveLength(1)
    })
  )

  it.effect.each([
    ["bytes that are no UTF-8", [...utf8.encode("lnk_1\rlnk_2\n"), 0x6c, 0xff, 0x0a], "line 3: It is not UTF-8"],
    ["UTF-16 without a mark", [0x6c, 0x00, 0x6e, 0x00], "line 1: It holds NUL bytes"],
    ["a NUL after some lines", [...utf8.encode("lnk_1\nlnk_2\0")], "line 2: It holds NUL bytes"],
    ["an Excel workbook", [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00], "line 1: It is a zip archive or an Excel workbook"],
    ["UTF-16 that is cut", [0xff, 0xfe, 0x6c, 0x00, 0x6e], "line 1: It is not well-formed UTF-16LE"]
  ] as const)("are not %s", ([, bytes, said]) =>
    Effect.gen(function* () {
      for (const size of [1, 2, 3, bytes.length]) {
        expect(yield* Effect.flip(fromStdin(cut(new Uint8Array(bytes), size)))).toContain(`stdin, ${said}`)
      }
    })
  )

  it.effect("break off where stdin does", () =>
    Effect.gen(function* () {
      const broken = Stream.concat(chunks("lnk_1\n"), Stream.fail(new PipeBroken({ message: "EIO" })))
      expect(yield* Effect.flip(fromStdin(broken))).toBe("stdin: EIO")
    })
  )

  it.effect("are read no further ahead than 1 MiB", () =>
    Effect.gen(function* () {
      let read = 0
      const padding = " ".repeat(64 * 1024)
      const endless = Stream.repeatEffect(Effect.sync(() => utf8.encode(`lnk_${read++}${padding}\n`)))
      const three = yield* opened({ _tag: "Stdin", workspaceId, acceptsUnusual: false }).pipe(
        Stream.take(3),
        Stream.runCollect,
        withStdin(endless)
      )
      expect(Chunk.size(three)).toBe(3)
      expect(read).toBeLessThan(30)
    })
  )
})

describe("a file of links", () => {
  const inFile = (text: string, given: { readonly path?: string } = {}) =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* files.makeTempFileScoped()
      yield* files.writeFileString(path, text)
      return yield* LinkFile.open({ _tag: "File", path: given.path ?? path, workspaceId, acceptsUnusual: false })
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
      expect(error).toMatchObject({ _tag: "InputError", line: 20_001 })
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("that is a pipe is read once", () =>
    Effect.gen(function* () {
      const pipe = `${yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())}/pipe`
      execFileSync("mkfifo", [pipe])
      const writing = yield* Effect.fork(Effect.promise(() => writeFile(pipe, "lnk_1\nlnk_2\n")))
      const { refs, total } = yield* LinkFile.open({ _tag: "File", path: pipe, workspaceId, acceptsUnusual: false })
      expect(total).toBe(2)
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
