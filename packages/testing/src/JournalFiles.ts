/** The journal in a file, over real files, stated once for every client. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { type LinkIds, ordinaryLink } from "./Client.js"
import { deletedLine, type Line, outcomeLine, runLine, sendingLine } from "./JournalLines.js"

/** A failure, as plain fields. */
export interface Failure {
  readonly _tag: string
  readonly message: string
}

/** The lines that were read, and the failure that came after them. */
export interface Read {
  readonly lines: ReadonlyArray<Line>
  readonly failure: Failure | undefined
}

/** A journal that is open. */
export interface OpenJournal {
  /** Appends lines, all of them at the same time. */
  readonly append: (lines: ReadonlyArray<Line>) => Promise<void>
  readonly read: () => Promise<ReadonlyArray<Line>>
  readonly state: {
    readonly lines: number
    readonly final: number
    readonly isFinal: (link: LinkIds) => boolean
    readonly pendingLinks: () => Iterable<LinkIds>
  }
}

export interface OpenOptions {
  /** The lease of the lock, in milliseconds. */
  readonly lease?: number
  /** Called with the lock of another process and its lease, in milliseconds. Opening goes on when it resolves. */
  readonly onWait?: (lock: string, lease: number) => Promise<void>
  /** Ends the opening. */
  readonly signal?: AbortSignal
}

/** A client's journals in files. */
export interface JournalFileClient {
  readonly read: (path: string) => Promise<Read>
  /** Decodes the bytes of a journal, piece by piece. */
  readonly decode: (pieces: ReadonlyArray<Uint8Array>, name: string) => Promise<Read>
  /** Opens a journal, uses it, and closes it. Rejects with the failure of either. */
  readonly open: <A>(path: string, use: (journal: OpenJournal) => Promise<A>, options?: OpenOptions) => Promise<A>
}

const other: LinkIds = { ...ordinaryLink, linkId: "lnk_漢字" }

const run = runLine()

/** Lines of every kind, and the text that every client writes for them. */
const written: ReadonlyArray<readonly [line: Line, text: string]> = [
  [
    runLine({ server: "https://api.example.com/api/v1", operation: "links.delete" }),
    '{"v":1,"at":"1970-01-01T00:00:00.000Z","type":"run","server":"https://api.example.com/api/v1","operation":"links.delete","windows":[{"limit":120,"millis":60000}],"concurrency":8}'
  ],
  [
    sendingLine(other),
    '{"v":1,"at":"1970-01-01T00:00:00.000Z","workspaceId":"ws_abc123","linkId":"lnk_漢字","attempt":1,"type":"sending"}'
  ],
  [
    outcomeLine({ status: 429, retryAfter: 3000, tag: "RateLimited", message: "Slow down" }, other),
    '{"v":1,"at":"1970-01-01T00:00:00.000Z","workspaceId":"ws_abc123","linkId":"lnk_漢字","attempt":1,"type":"outcome","tag":"RateLimited","outcome":"NotDeleted","settled":false,"millis":80,"status":429,"retryAfter":3000,"message":"Slow down"}'
  ],
  [
    deletedLine(ordinaryLink, 2),
    '{"v":1,"at":"1970-01-01T00:00:00.000Z","workspaceId":"ws_abc123","linkId":"lnk_abc123","attempt":2,"type":"outcome","tag":"Deleted","outcome":"Deleted","settled":true,"millis":80,"status":200,"confirmation":"Reply"}'
  ]
]

const writtenLines = written.map(([line]) => line)
const writtenText = written.map(([, text]) => `${text}\n`).join("")

const contentOf = (path: string) => readFile(path, "utf8")

/** The path of a file that is not there yet, or has this content. */
const temporary = async (content?: string | Uint8Array): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "journal-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, "journal.ndjson")
  if (content !== undefined) await writeFile(path, content)
  return path
}

/** The rejection of a promise that must reject. */
const rejectionOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("It did not reject"),
    (error: unknown) => error
  )

/**
 * Declares the tests of a client.
 *
 * @param encode - Encodes a line as text, its line break included.
 */
export const journalFiles = (client: JournalFileClient, encode: (line: Line) => string): void => {
  const textOf = (...lines: ReadonlyArray<Line>) => lines.map(encode).join("")
  const append = (path: string, ...lines: ReadonlyArray<Line>) =>
    client.open(path, async (journal) => {
      for (const line of lines) await journal.append([line])
    })

  describe("a journal in a file", () => {
    it("reads what was appended", async () => {
      const path = await temporary()
      const { length } = writtenLines
      await append(path, ...writtenLines.slice(0, 2))
      await append(path, ...writtenLines.slice(2, length))
      expect(await client.read(path)).toEqual({ lines: writtenLines, failure: undefined })
    })

    it("holds a JSON object a line, the same of every client byte for byte", async () => {
      const path = await temporary()
      await append(path, ...writtenLines)
      expect(await contentOf(path)).toBe(writtenText)
    })

    it("that another client has written is resumed", async () => {
      const path = await temporary(writtenText)
      const states = await client.open(path, async ({ state }) => [
        state.lines,
        state.isFinal(ordinaryLink),
        [...state.pendingLinks()]
      ])
      expect(states).toMatchObject([4, true, [{ ...other, attempts: 1, outcome: "NotDeleted", inFlight: false }]])
      await append(path, deletedLine(other, 2))
      expect(await contentOf(path)).toBe(writtenText + textOf(deletedLine(other, 2)))
    })

    it("keeps lines apart that are appended at the same time, and in their order", async () => {
      const path = await temporary()
      const lines = Array.from({ length: 200 }, (_, index) => sendingLine({ ...ordinaryLink, linkId: `lnk_${index}` }))
      await client.open(path, async (journal) => {
        await journal.append(lines)
        expect(journal.state.lines).toBe(200)
        expect(await journal.read()).toEqual(lines)
      })
    })
  })

  describe("a journal that another process has locked", () => {
    it("is waited for, with the lease of the other lock and with one of its own", async () => {
      const path = await temporary()
      const lock = `${path}.lock-4711`
      await writeFile(lock, "7000 held 3")
      const controller = new AbortController()
      let opening: Promise<unknown> = Promise.resolve()
      const waitedFor = await new Promise((resolve) => {
        const onWait = (lock: string, lease: number) => {
          resolve({ lock, lease })
          return new Promise<void>(() => {})
        }
        opening = rejectionOf(
          client.open(path, () => Promise.resolve(), { lease: 3000, onWait, signal: controller.signal })
        )
      })
      expect(waitedFor).toEqual({ lock, lease: 7000 })
      const locks = (await readdir(dirname(path))).filter((name) => name.includes(".lock-"))
      const contents = await Promise.all(locks.map((name) => contentOf(join(dirname(path), name))))
      expect(contents.map((content) => content.split(" ", 2).join(" ")).sort()).toEqual(["3000 waiting", "7000 held"])
      controller.abort()
      await opening
      expect((await readdir(dirname(path))).filter((name) => name.includes(".lock-"))).toEqual([
        "journal.ndjson.lock-4711"
      ])
    })
  })

  describe("a journal whose process was killed", () => {
    it("loses only the line that was being written, wherever it was cut off", async () => {
      const whole = new TextEncoder().encode(textOf(run, sendingLine()))
      const cut = new TextEncoder().encode(textOf(sendingLine(other)))
      for (let length = 1; length < cut.length - 1; length++) {
        const path = await temporary(new Uint8Array([...whole, ...cut.subarray(0, length)]))
        expect(await client.read(path)).toEqual({ lines: [run, sendingLine()], failure: undefined })
        await append(path, deletedLine())
        expect(await contentOf(path)).toBe(textOf(run, sendingLine(), deletedLine()))
      }
    })

    it("keeps a last line that lacks only its line break", async () => {
      const path = await temporary(textOf(run, deletedLine()).trimEnd())
      expect(await client.read(path)).toEqual({ lines: [run, deletedLine()], failure: undefined })
      expect(await client.open(path, async ({ state }) => state.isFinal(ordinaryLink))).toBe(true)
      expect(await contentOf(path)).toBe(textOf(run, deletedLine()))
    })

    it("is read piece by piece, however long it is", async () => {
      const links = Array.from({ length: 3000 }, (_, index) => ({ ...ordinaryLink, linkId: `lnk_漢字_${index}` }))
      const path = await temporary(textOf(...links.flatMap((link) => [sendingLine(link), deletedLine(link)])))
      const state = await client.open(path, async ({ state }) => [state.lines, state.final, links.every(state.isFinal)])
      expect(state).toEqual([6000, 3000, true])
    })
  })

  describe("the bytes of a journal that come from elsewhere than a file", () => {
    const bytes = new TextEncoder().encode(textOf(run, sendingLine(other), deletedLine(other)))

    it.for([1, 7, 64, 100_000])("are decoded in pieces of %i", async (size) => {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size)
      )
      const lines = [run, sendingLine(other), deletedLine(other)]
      expect(await client.decode(pieces, "pipe")).toEqual({ lines, failure: undefined })
    })

    it("are without a last line that is not complete", async () => {
      expect(await client.decode([bytes.subarray(0, -10)], "pipe")).toEqual({
        lines: [run, sendingLine(other)],
        failure: undefined
      })
    })

    it("fail with their name where they cannot be read", async () => {
      const { failure, lines } = await client.decode([bytes, new TextEncoder().encode("nonsense\n")], "pipe")
      expect(failure).toMatchObject({ _tag: "JournalCorrupt", line: 4, path: "pipe" })
      expect(lines).toHaveLength(3)
    })
  })

  describe("a line that cannot be read", () => {
    const whole = textOf(run, sendingLine())
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

    it.for(cases)("stops everything when it %s", async ([, content, line]) => {
      const path = await temporary(content)
      const before = await contentOf(path)
      expect(await client.read(path)).toMatchObject({ failure: { _tag: "JournalCorrupt", line } })
      const rejection = await rejectionOf(append(path, run))
      expect(rejection).toMatchObject({
        _tag: "JournalCorrupt",
        line,
        message: expect.stringContaining(`Line ${line} of `)
      })
      expect(await contentOf(path)).toBe(before)
    })

    it("is reported after the lines before it were read", async () => {
      const { failure, lines } = await client.read(await temporary(`${whole}nonsense\n${whole}`))
      expect(lines).toEqual([run, sendingLine()])
      expect(failure).toMatchObject({ _tag: "JournalCorrupt" })
    })
  })

  describe("a file that cannot be used", () => {
    it("is JournalUnavailable when its folder is not there", async () => {
      const path = join(await temporary(), "journal.ndjson")
      const unavailable = { _tag: "JournalUnavailable", reason: "NotFound", path }
      expect(await rejectionOf(append(path, run))).toMatchObject(unavailable)
      expect(await client.read(path)).toMatchObject({ lines: [], failure: unavailable })
    })
  })
}
