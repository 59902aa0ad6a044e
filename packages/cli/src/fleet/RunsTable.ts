/**
 * Runs as a table for people.
 *
 * @since 0.1.0
 */
import type { RunStatus } from "@effect-userplane/fleet/Fleet"
import Table from "cli-table3"
import { counted, number } from "../terminal/Format.js"
import { printable } from "../terminal/Printable.js"
import { styled } from "../terminal/Styled.js"
import { folded } from "../terminal/Wrap.js"
import { linksOf, stateOf } from "./RunText.js"

const head = ["Run", "State", "Links", "Final", "Failed"]

const widestText = 40

/**
 * The table, and how many runs there are.
 *
 * @since 0.1.0
 * @category rendering
 */
export const render = (runs: ReadonlyArray<RunStatus>): string => {
  if (runs.length === 0) return "There is no run: submit one.\n"
  const table = new Table({
    head: head.map((name) => styled("bold", name)),
    colAligns: ["left", "left", "right", "right", "right"],
    style: { head: [], border: [] }
  })
  for (const run of runs) {
    table.push([
      folded(printable(run.id), widestText),
      folded(stateOf(run), widestText),
      number(linksOf(run)),
      number(run.final),
      number(run.failed)
    ])
  }
  return `${table.toString()}\n${counted(runs.length, "run")}.\n`
}
