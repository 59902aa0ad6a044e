/** A file that takes a part of each write, as a nearly full disk does. */
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, it, vi } from "vitest"
import * as FileStream from "../src/terminal/FileStream.js"
import { FakeStream } from "./fakeStream.js"

const writes = vi.hoisted(() => ({ count: 0 }))

vi.mock("node:fs", async (importOriginal) => {
  const original = await importOriginal<typeof fs>()
  return {
    ...original,
    writeSync: (descriptor: number, bytes: Uint8Array, offset: number) => {
      writes.count += 1
      return original.writeSync(descriptor, bytes, offset, Math.ceil((bytes.length - offset) / 2))
    }
  }
})

const folder = fs.mkdtempSync(join(tmpdir(), "userplane-links-"))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

it("a file that accepts half of each write loses nothing", async () => {
  const file = join(folder, "results")
  const descriptor = fs.openSync(file, "w")
  const stream = FileStream.orElse(descriptor, new FakeStream())
  const texts = Array.from({ length: 20 }, (_, index) => `lnk_${index}: gelöscht ✓\n`.repeat(index + 1))
  for (const text of texts) {
    const error = await new Promise((resolve) => stream.write(text, resolve))
    expect(error).toBeNull()
  }
  fs.closeSync(descriptor)
  expect(fs.readFileSync(file, "utf8")).toBe(texts.join(""))
  expect(writes.count).toBeGreaterThan(texts.length)
})
