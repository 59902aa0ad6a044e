import { stripVTControlCharacters } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { layout } from "../src/command/HelpText.js"
import { run, type Setting } from "./inProcess.js"

const commands = ["delete", "list", "report", "fleet", "sandbox", "tour"]

const subcommands = ["worker", "submit", "status", "outcomes", "pause", "resume", "cancel", "set", "key"]

const helps = [
  "",
  "--help",
  ...commands.map((command) => `${command} --help`),
  "delete -h",
  ...subcommands.map((name) => `fleet ${name} --help`)
]

const help = (line: string, setting: Setting = {}) => run(line === "" ? [] : line.split(" "), setting)

describe("the help of every command", () => {
  it.effect.each(helps)("fits 80 columns, with and without a terminal: %s", (line) =>
    Effect.gen(function* () {
      for (const columns of [undefined, 200]) {
        const { stdout } = yield* help(line, columns === undefined ? {} : { columns })
        const lines = stripVTControlCharacters(stdout).split("\n")
        expect(lines.filter((line) => line.length > 80)).toStrictEqual([])
      }
    })
  )

  it.effect.each(helps)("begins with examples: %s", (line) =>
    Effect.gen(function* () {
      const { stdout } = yield* help(line)
      const titles = stdout.split("\n").filter((line) => /^[A-Z]{5}/.test(line))
      expect(titles.slice(0, 2)).toStrictEqual(["EXAMPLES", "USAGE"])
      expect(titles.filter((title) => title === "EXAMPLES")).toHaveLength(1)
    })
  )

  it.effect.each(commands)("has examples of its own command: %s", (command) =>
    Effect.gen(function* () {
      const { stdout } = yield* help(`${command} --help`)
      const [, examples = ""] = stdout.split(/^EXAMPLES\n\n|^USAGE$/m)
      for (const line of examples.trimEnd().split("\n")) expect(line).toContain(`userplane-links ${command}`)
    })
  )

  it.effect.each(helps)("is plain English: %s", (line) =>
    Effect.gen(function* () {
      const { stdout } = yield* help(line)
      expect(stdout).not.toMatch(/\b(go|gone|goes) on\b|settled|user-defined piece/i)
    })
  )
})

describe("the layout", () => {
  it("lets the text of a term hang below itself", () => {
    expect(layout(`HEAD\n\n  term  ${"word ".repeat(20)}`)).toBe(
      `HEAD\n\n  term  ${"word ".repeat(14).trimEnd()}\n        ${"word ".repeat(6).trimEnd()}`
    )
  })

  it("breaks a word that is wider than the terminal", () => {
    expect(layout("x".repeat(100))).toBe(`${"x".repeat(80)}\n${"x".repeat(20)}`)
  })
})
