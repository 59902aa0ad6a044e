import { deletedLine, runLine, sendingLine } from "@effect-userplane/testing/JournalLines"
import { describe, expect, it } from "vitest"
import { encode, type Line } from "../src/JournalLine.js"
import { type End, JournalReader } from "../src/JournalReader.js"

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const textOf = (...lines: ReadonlyArray<Line>): string => lines.map(encode).join("")

/** Reads a journal in pieces of this many bytes, until a line that cannot be read. */
const readAll = (bytes: Uint8Array, size = bytes.length): End & { readonly bytes: number } => {
  const reader = new JournalReader()
  const lines: Array<Line> = []
  for (let start = 0; start < bytes.length; start += size) {
    const part = reader.read(bytes.subarray(start, start + size))
    lines.push(...part.lines)
    if (part.corrupt !== undefined) return { ...part, lines, tail: "nothing", bytes: reader.bytes }
  }
  const end = reader.end()
  return { ...end, lines: [...lines, ...end.lines], bytes: reader.bytes }
}

const other = sendingLine({ workspaceId: "ws_1", linkId: "lnk_漢字" })
const lines = [runLine(), other, deletedLine()]
const whole = bytesOf(textOf(...lines))

describe("a reader of a journal", () => {
  it.each([1, 2, 7, 64, 100, 1000])("reads the same lines from pieces of %i bytes", (size) => {
    expect(readAll(whole, size)).toEqual({ lines, tail: "nothing", bytes: whole.length })
  })

  it("reads nothing from an empty journal", () => {
    expect(readAll(new Uint8Array(0), 1)).toEqual({ lines: [], tail: "nothing", bytes: 0 })
  })

  it("takes a last line without its line break for a line", () => {
    expect(readAll(whole.subarray(0, -1))).toMatchObject({ lines, tail: "line" })
  })

  it("takes a last line that was cut off anywhere for torn, and says where it begins", () => {
    const start = whole.length - bytesOf(textOf(deletedLine())).length
    for (let end = start + 1; end < whole.length - 1; end++) {
      expect(readAll(whole.subarray(0, end))).toEqual({ lines: lines.slice(0, 2), tail: "torn", bytes: start })
    }
  })
})

describe("a line that cannot be read", () => {
  const before = textOf(runLine(), other)

  it.each<readonly [name: string, content: string | Uint8Array, line: number]>([
    ["is no JSON", `${before}{"v":1,"type\n${before}`, 3],
    ["is empty", `${before}\n${before}`, 3],
    ["is of a later version", before.replace('"v":1', '"v":2'), 1],
    ["is no UTF-8", new Uint8Array([...bytesOf(before), 0xff, 10]), 3],
    ["begins with a byte order mark", `\uFEFF${before}`, 1],
    ["is the last, but none of a journal", `${before}hello`, 3],
    ["is longer than 1 MiB", `${before}{"v":1,${" ".repeat(1024 * 1024)}`, 3]
  ])("is named by its number, after the lines before it, when it %s", (_, content, line) => {
    const bytes = typeof content === "string" ? bytesOf(content) : content
    expect(readAll(bytes)).toMatchObject({ lines: [runLine(), other].slice(0, line - 1), corrupt: line })
    expect(readAll(bytes, Math.ceil(bytes.length / 10))).toMatchObject({
      lines: [runLine(), other].slice(0, line - 1),
      corrupt: line
    })
  })
})
