/** Checks the decisions: each has a title, a status and a date, and stands with them in the index, which names no others. */
import { readdirSync, readFileSync } from "node:fs"

const folder = new URL("../docs/decisions/", import.meta.url)

const read = (file: string): string => readFileSync(new URL(file, folder), "utf8")

const header = /^# (\d+)\. (.+)\n\n- Status: (Accepted|Superseded by \d+)\n- Date: (\d{4}-\d\d-\d\d)\n/

/** The row of a decision in the index, or what its header lacks. */
const rowOf = (file: string): string => {
  const [, number, title, status, date] = header.exec(read(file)) ?? []
  if (Number(number) !== Number(file.slice(0, 4))) return `${file} begins with no title of its number, status and date`
  return `| [${number}](${file}) | ${title} | ${status} | ${date} |`
}

const expected = readdirSync(folder)
  .filter((file) => /^\d{4}-.*\.md$/.test(file))
  .sort()
  .map(rowOf)

const listed = read("README.md")
  .split("\n")
  .filter((line) => /^\| \[\d/.test(line))

const missing = expected.filter((row) => !listed.includes(row)).map((row) => `missing: ${row}`)
const surplus = listed.filter((row) => !expected.includes(row)).map((row) => `no such decision: ${row}`)

for (const problem of [...missing, ...surplus]) console.error(`docs/decisions/README.md, ${problem}`)
process.exitCode = missing.length + surplus.length > 0 ? 1 : 0
