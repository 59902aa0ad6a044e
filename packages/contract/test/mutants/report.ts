/** The verdicts as a table: a row per mutation, a column per target. */
import type { Verdict } from "./mutationCheck.js"
import { targets } from "./Target.js"

/** The number of mutants that were as they have to be, and the others. */
export interface Report {
  readonly text: string
  readonly wrong: ReadonlyArray<Verdict>
}

const rows = (verdicts: ReadonlyArray<Verdict>, isRight: (verdict: Verdict) => boolean): ReadonlyArray<string> => {
  const names = [...new Set(verdicts.map(({ mutation }) => mutation))]
  const width = Math.max(...names.map(({ length }) => length))
  return names.map((name) => {
    const cells = targets.map((target) => {
      const verdict = verdicts.find(({ mutation, target: other }) => mutation === name && other === target.name)
      if (verdict === undefined) return "."
      return isRight(verdict) ? "+" : "-"
    })
    return `${name.padEnd(width)} ${cells.join("")}`
  })
}

const section = (
  title: string,
  verdicts: ReadonlyArray<Verdict>,
  isRight: (verdict: Verdict) => boolean,
  [right, wrong]: readonly [string, string]
): Report => {
  const table = rows(verdicts, isRight)
  const wrongs = verdicts.filter((verdict) => !isRight(verdict))
  return {
    wrong: wrongs,
    text: [
      `${title} (+ ${right}, - ${wrong}, . does not apply)`,
      "",
      ...table,
      "",
      `${table.length} changes, ${verdicts.length} mutants: ${verdicts.length - wrongs.length} ${right}, ${wrongs.length} ${wrong}.`,
      ...wrongs.map(
        ({ mismatch, mutation, target }) =>
          `${wrong}: ${mutation}, ${target}${mismatch === null ? "" : `: ${mismatch}`}`
      )
    ].join("\n")
  }
}

const legend = [
  "The columns",
  "",
  ...targets.map(({ name }, index) => `${String(index + 1).padStart(2)} ${name}`)
].join("\n")

/** Breaking changes have to be noticed, harmless ones may not be. */
export const report = (breaking: ReadonlyArray<Verdict>, harmless: ReadonlyArray<Verdict>): Report => {
  const one = section("Breaking changes", breaking, ({ mismatch }) => mismatch !== null, ["killed", "survived"])
  const other = section("Harmless changes", harmless, ({ mismatch }) => mismatch === null, ["accepted", "rejected"])
  return { text: [legend, one.text, other.text].join("\n\n"), wrong: [...one.wrong, ...other.wrong] }
}
