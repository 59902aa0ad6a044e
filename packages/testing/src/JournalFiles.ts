/** The journal in a file, over real files, stated once for every client. */
import { readdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { ordinaryLink } from "./Client.js"
import { append, contentOf, type JournalFileClient, rejectionOf, temporary, wideLink } from "./JournalFileClient.js"
import { deletedLine, type Line, outcomeLine, runLine, sendingLine } from "./JournalLines.js"

/** Lines of every kind, and the text that every client writes for them. */
const written: ReadonlyArray<readonly [line: Line, text: string]> = [
  [
    runLine({ server: "https://api.example.com/api/v1", operation: "links.delete" }),
    '{"v":1,"at":"1970-01-01T00:00:00.000Z","type":"run","server":"https://api.example.com/api/v1","operation":"links.delete","windows":[{"limit":120,"millis":60000}],"concurrency":8}'
  ],
  [
    sendingLine(wideLink),
    '{"v":1,"at":"1970-01-01T00:00:00.000Z","workspaceId":"ws_abc123","linkId":"lnk_漢字","attempt":1,"type":"sending"}'
  ],
  [
    outcomeLine({ status: 429, retryAfter: 3000, tag: "RateLimited", message: "Slow down" }, wideLink),
    '{"v":1,"at":"1970-01-01T00:00:00.000Z","workspaceId":"ws_abc123","linkId":"lnk_漢字","attempt":1,"type":"outcome","tag":"RateLimited","outcome":"NotDeleted","settled":false,"millis":80,"status":429,"retryAfter":3000,"message":"Slow down"}'
  ],
  [
    deletedLine(ordinaryLink, 2),
    '{"v":1,"at":"1970-01-01T00:00:00.000Z","workspaceId":"ws_abc123","linkId":"lnk_abc123","attempt":2,"type":"outcome","tag":"Deleted","outcome":"Deleted","settled":true,"millis":80,"status":200,"confirmation":"Reply"}'
  ]
]

const writtenLines = written.map(([line]) => line)
const writtenText = written.map(([, text]) => `${text}\n`).join("")

/** Declares the tests of a client. */
export const journalFiles = (client: JournalFileClient): void => {
  describe("a journal in a file", () => {
    it("reads what was appended", async () => {
      const path = await temporary()
      const { length } = writtenLines
      await append(client, path, ...writtenLines.slice(0, 2))
      await append(client, path, ...writtenLines.slice(2, length))
      expect(await client.read(path)).toEqual({ lines: writtenLines, failure: undefined })
    })

    it("holds a JSON object a line, the same of every client byte for byte", async () => {
      const path = await temporary()
      await append(client, path, ...writtenLines)
      expect(await contentOf(path)).toBe(writtenText)
    })

    it("that another client has written is resumed", async () => {
      const path = await temporary(writtenText)
      const states = await client.open(path, async ({ state }) => [
        state.lines,
        state.isFinal(ordinaryLink),
        [...state.pendingLinks()]
      ])
      expect(states).toMatchObject([4, true, [{ ...wideLink, attempts: 1, outcome: "NotDeleted", inFlight: false }]])
      await append(client, path, deletedLine(wideLink, 2))
      expect(await contentOf(path)).toBe(writtenText + client.encode(deletedLine(wideLink, 2)))
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

  describe("a file that cannot be used", () => {
    it("is JournalUnavailable when its folder is not there", async () => {
      const path = join(await temporary(), "journal.ndjson")
      const unavailable = { _tag: "JournalUnavailable", reason: "NotFound", path }
      expect(await rejectionOf(append(client, path, runLine()))).toMatchObject(unavailable)
      expect(await client.read(path)).toMatchObject({ lines: [], failure: unavailable })
    })
  })
}
