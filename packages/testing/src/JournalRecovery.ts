/** What becomes of a journal in a file that was cut off, or that cannot be read, stated once for every client. */
import { describe, expect, it } from "vitest"
import { ordinaryLink } from "./Client.js"
import { append, contentOf, type JournalFileClient, rejectionOf, temporary, wideLink } from "./JournalFileClient.js"
import { deletedLine, type Line, runLine, sendingLine } from "./JournalLines.js"

const run = runLine()

/** Declares the tests of a client. */
export const journalRecovery = (client: JournalFileClient): void => {
  const textOf = (...lines: ReadonlyArray<Line>) => lines.map(client.encode).join("")

  describe("a journal whose process was killed", () => {
    it("loses only the line that was being written, wherever it was cut off", async () => {
      const whole = new TextEncoder().encode(textOf(run, sendingLine()))
      const cut = new TextEncoder().encode(textOf(sendingLine(wideLink)))
      for (let length = 1; length < cut.length - 1; length++) {
        const path = await temporary(new Uint8Array([...whole, ...cut.subarray(0, length)]))
        expect(await client.read(path)).toEqual({ lines: [run, sendingLine()], failure: undefined })
        await append(client, path, deletedLine())
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
    const bytes = new TextEncoder().encode(textOf(run, sendingLine(wideLink), deletedLine(wideLink)))

    it.for([1, 7, 64, 100_000])("are decoded in pieces of %i", async (size) => {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size)
      )
      const lines = [run, sendingLine(wideLink), deletedLine(wideLink)]
      expect(await client.decode(pieces, "pipe")).toEqual({ lines, failure: undefined })
    })

    it("are without a last line that is not complete", async () => {
      expect(await client.decode([bytes.subarray(0, -10)], "pipe")).toEqual({
        lines: [run, sendingLine(wideLink)],
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
      const rejection = await rejectionOf(append(client, path, run))
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
}
