/** The modules that each command loads: none that it does not need. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import type { Metafile } from "esbuild"

const read = (name: string): Metafile["outputs"] =>
  JSON.parse(readFileSync(new URL(`../build/${name}.json`, import.meta.url), "utf8")).outputs

const outputs = read("bundle")

const outputOf = (module: string): string => {
  const name = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === `src/${module}.ts`)
  if (name === undefined) throw new Error(`${module} is no chunk of its own`)
  return name
}

/** The modules that are loaded with a module, without what it loads later on. */
const loadedWith = (module: string): ReadonlyArray<string> => {
  const files = new Set([outputOf(module)])
  for (const file of files) {
    for (const { kind, path } of outputs[file]?.imports ?? []) {
      if (kind === "import-statement" && path in outputs) files.add(path)
    }
  }
  return [...files].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}))
}

/** The packages and the heavy modules, as they are called in the paths of modules. */
const core = "/core/src/"
const sandbox = "/sandbox/src/"
const table = "/cli-table3/"
const httpServer = /\/ws\/|\/NodeHttpServer|\/undici\/|\/nodeHandler/
const httpApi = /\/HttpApiBuilder|\/find-my-way-ts\/|\/multipasta\//
const telemetry = /\/opentelemetry\/|Otlp/
const files = /NodeFileSystem|JournalFiles|log-update/
const plots = "/vega"
const fleet = /\/fleet\/src\/|\/@effect\/(cluster|workflow|sql)/
const parsers = /\/node_modules\/(yaml|toml|ini)\//

describe("what is loaded", () => {
  it.each([
    ["the help", "NodeProgram", [core, sandbox, table, httpServer, httpApi, parsers, plots, files, telemetry]],
    [
      "deleting links of the real API",
      "delete/DeleteHandler",
      [sandbox, table, httpServer, httpApi, "/HttpApi", files, telemetry]
    ],
    ["listing links of the real API", "list/ListHandler", [sandbox, table, httpServer, httpApi, "/HttpApi", telemetry]],
    ["telling what a journal says", "report/ReportHandler", [sandbox, table, httpServer, httpApi, "/HttpApi", plots]],
    ["the embedded Userplane", "userplane/InProcessUserplane", [httpServer]]
  ] as const)("by %s is not what others need", (_, module, foreign) => {
    const loaded = loadedWith(module)
    for (const pattern of foreign) {
      expect(
        loaded.filter((path) => (pattern instanceof RegExp ? pattern.test(path) : path.includes(pattern)))
      ).toEqual([])
    }
  })

  it("by commands without a fleet is nothing of one, now or later", () => {
    const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs))
    expect(files.filter((file) => fleet.test(file))).toEqual([])
    expect(Object.keys(read("fleet")).filter((file) => file in outputs)).toEqual([])
  })

  it("by the entry is the entry alone", () => {
    expect(loadedWith("main")).toStrictEqual(["src/main.ts"])
  })

  it.each([
    ["delete/DeleteHandler", [core]],
    ["telemetry/OtlpExport", ["/opentelemetry/"]],
    ["delete/output/TableReporter", [table]],
    ["report/page/HtmlReport", [plots]],
    ["userplane/InProcessUserplane", [core, sandbox]],
    ["sandbox/SandboxHandler", [sandbox, "/nodeHandler"]]
  ] as const)("by %s is what it needs", (module, own) => {
    const loaded = loadedWith(module)
    for (const part of own) expect(loaded.some((path) => path.includes(part))).toBe(true)
  })
})
