/** Writes the table of the precedence into the README. */
import { readFileSync, writeFileSync } from "node:fs"
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import { checks } from "../src/Precedence.js"

const readme = new URL("../README.md", import.meta.url)

const head = "| | check | failures |\n| --- | --- | --- |\n"

const rows = checks.map(({ check, failures }, index) => {
  const codes = failures.map((tag) => `\`${ErrorCatalogue.byTag[tag].code}\``)
  return `| ${index + 1} | ${check} | ${codes.join(", ")} |`
})

const text = readFileSync(readme, "utf8")
const start = text.indexOf(head)
if (start === -1) throw new Error("The README has no table of the precedence.")
const end = text.indexOf("\n\n", start)
writeFileSync(readme, `${text.slice(0, start)}${head}${rows.join("\n")}${text.slice(end)}`)
