import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Output from "../src/terminal/Output.js"
import { FakeStream } from "./fakeStream.js"

const red = "\u001b[31mred\u001b[39m"

const output = (stdout: FakeStream, env: Record<string, string> = {}, stderr = new FakeStream()) =>
  Output.fromStreams({ stdout, stderr, env })

describe("colours", () => {
  it.each([
    ["on a terminal", { isTTY: true }, {}, true],
    ["not in a pipe", {}, {}, false],
    ["not with NO_COLOR", { isTTY: true }, { NO_COLOR: "1" }, false],
    ["on a terminal with an empty NO_COLOR", { isTTY: true }, { NO_COLOR: "" }, true],
    ["not on a dumb terminal", { isTTY: true }, { TERM: "dumb" }, false]
  ])("are shown %s: %j %j", async (_, stream, env, colors) => {
    const stdout = new FakeStream(stream)
    await Effect.runPromise(output(stdout, env).results.write(red))
    expect(stdout.text).toBe(colors ? red : "red")
  })

  it("depend on each stream by itself", () => {
    const { diagnostics, results } = output(new FakeStream({ isTTY: true }), {}, new FakeStream())
    expect([results.colors, diagnostics.colors]).toStrictEqual([true, false])
  })
})

describe("the width", () => {
  it.each([
    [{ isTTY: true, columns: 80 }, 80],
    [{ isTTY: true, columns: 0 }, undefined],
    [{ isTTY: true }, undefined],
    [{ columns: 80 }, undefined]
  ])("of %j is %s", (stream, columns) => {
    expect(output(new FakeStream(stream)).results.columns).toBe(columns)
  })
})

describe("a stream that nobody reads any more", () => {
  const broken = () => new FakeStream({ broken: true })

  it("interrupts whoever writes results", async () => {
    const exit = await Effect.runPromiseExit(output(broken()).results.write("text"))
    expect(Exit.isInterrupted(exit)).toBe(true)
  })

  it("does not matter for diagnostics", async () => {
    const { diagnostics } = output(new FakeStream(), {}, broken())
    expect(await Effect.runPromiseExit(diagnostics.write("text"))).toStrictEqual(Exit.void)
  })
})
