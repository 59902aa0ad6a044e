/**
 * Checks the examples in the TSDoc of the packages' sources, in the README files and in `docs`.
 *
 * - A block of TypeScript is type-checked, as a module of its own. It keeps its lines and columns, so that what is said of it
 *   names its place in the file it stands in.
 * - ```` ```ts [path] ```` shows a file as it is. The file is checked where it stands.
 * - ```` ```sh run ```` is run in the root, and prints what the block of `text` after it says.
 */
import { spawnSync } from "node:child_process"
import ts from "typescript"

const roots = ["packages/*/src/**/*.ts", "packages/*/*.md", "docs/**/*.md", "*.md"]

const fence = /^(\s*(?:\* ?)?)```(\w+)(?: (.+))?\s*$/
const endOfFence = /^\s*(?:\* ?)?```\s*$/

interface Example {
  readonly file: string
  readonly line: number
  readonly language: string
  /** What stands behind the language. */
  readonly note: string
  readonly prefix: string
  readonly code: ReadonlyArray<string>
}

const examplesIn = (file: string): ReadonlyArray<Example> => {
  const lines = (ts.sys.readFile(file) ?? "").split("\n")
  const examples: Array<Example> = []
  for (let index = 0; index < lines.length; index += 1) {
    const [, prefix = "", language, note = ""] = fence.exec(lines[index] ?? "") ?? []
    if (language === undefined) continue
    const length = lines.slice(index + 1).findIndex((line) => endOfFence.test(line))
    const code = lines.slice(index + 1, length === -1 ? undefined : index + 1 + length)
    examples.push({
      file,
      line: index + 1,
      language,
      note,
      prefix,
      code: code.map((line) => line.slice(prefix.length))
    })
    index += code.length + 1
  }
  return examples
}

const files = ts.sys
  .readDirectory(".", [".ts", ".md"], ["**/node_modules"], roots)
  .map((file) => file.replace(/^\.\//, ""))
const blocks = files.flatMap(examplesIn)
const found: Array<string> = []

const isTypeScript = ({ language }: Example): boolean => language === "ts" || language === "typescript"
const checked = blocks.filter((block) => isTypeScript(block) && block.note === "")

// Files that are shown.
const shown = blocks.filter((block) => isTypeScript(block) && block.note !== "")
for (const { code, file, line, note } of shown) {
  const path = note.replace(/^\[(.*)\]$/, "$1")
  if (ts.sys.readFile(path)?.trimEnd() !== code.join("\n")) found.push(`${file}:${line} is not ${path} as it is`)
}

// Which package a module would stand in, which decides what its imports mean. The pages outside the packages speak to users
// of all packages: their examples stand where all of what they import is installed, in the first of these.
const homes = ["examples", "core4", "bench"].map((name) => {
  const { devDependencies = {}, peerDependencies = {} } = JSON.parse(
    ts.sys.readFile(`packages/${name}/package.json`) ?? "{}"
  )
  return { name, known: [`@effect-userplane/${name}`, ...Object.keys({ ...devDependencies, ...peerDependencies })] }
})

const packagesIn = (code: ReadonlyArray<string>): ReadonlyArray<string> =>
  code.flatMap((line) => {
    const [, name] = /(?:from|import) "((?:@[^/"]+\/)?[^/"]+)/.exec(line) ?? []
    return name === undefined || name.startsWith("node:") ? [] : [name]
  })

const folderOf = ({ code, file }: Example): string => {
  const imported = packagesIn(code)
  if (imported.includes("@effect-userplane/core4")) return "packages/core4"
  if (imported.includes("@effect-userplane/fleet")) return "packages/fleet"
  if (file.startsWith("packages/")) return file.replace(/[^/]*$/, "")
  const home = homes.find(({ known }) => imported.every((name) => known.includes(name)))
  return `packages/${home?.name ?? "examples"}`
}

const modulePath = (example: Example): string =>
  ts.sys.resolvePath(`${folderOf(example)}/${example.file.replaceAll("/", "-")}.${example.line}.ts`)

const textOf = ({ code, line, prefix }: Example): string =>
  [...new Array<string>(line).fill(""), ...code.map((text) => " ".repeat(prefix.length) + text)].join("\n")

const modules = new Map(checked.map((example) => [modulePath(example), example]))

const { compilerOptions } = ts.readConfigFile("tsconfig.base.json", ts.sys.readFile).config
const { errors, options } = ts.convertCompilerOptionsFromJson(
  {
    ...compilerOptions,
    composite: false,
    incremental: false,
    noEmit: true,
    // An example may show a value without using it.
    noUnusedLocals: false,
    noUnusedParameters: false,
    types: ["node"]
  },
  "."
)

const host = ts.createCompilerHost(options)
const { fileExists, readFile } = host
host.fileExists = (path) => modules.has(path) || fileExists(path)
host.readFile = (path) => {
  const example = modules.get(path)
  return example === undefined ? readFile(path) : textOf(example)
}

const program = ts.createProgram([...modules.keys()], options, host)
const diagnostics = [...modules.keys()].flatMap((path) => {
  const source = program.getSourceFile(path)
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
})

const print = ({ file, messageText, start = 0 }: ts.Diagnostic): string => {
  const place = file && ts.getLineAndCharacterOfPosition(file, start)
  const name = file && (modules.get(file.fileName)?.file ?? file.fileName)
  return `${name}:${(place?.line ?? 0) + 1}:${(place?.character ?? 0) + 1} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`
}

found.push(...[...errors, ...diagnostics].map(print))

// Commands that are run.
const commands = blocks.flatMap((block, index) => (block.note === "run" ? [{ block, output: blocks[index + 1] }] : []))
for (const { block, output } of commands) {
  const { status, stderr, stdout } = spawnSync("bash", ["-euo", "pipefail", "-c", block.code.join("\n")], {
    encoding: "utf8",
    timeout: 60_000
  })
  const expected = output?.file === block.file && output.language === "text" ? output.code.join("\n") : undefined
  if (status !== 0 || stdout.trimEnd() !== expected) {
    found.push(`${block.file}:${block.line} ended with ${status}, and printed:\n${stdout}${stderr}`)
  }
}

console.log(found.join("\n"))
const places = new Set([...checked, ...shown, ...commands.map(({ block }) => block)].map(({ file }) => file))
console.log(
  `${checked.length} examples type-checked, ${shown.length} files shown as they are, ${commands.length} commands run, ` +
    `in ${places.size} files, ${found.length} errors`
)
process.exitCode = found.length === 0 && checked.length > 0 && commands.length > 0 ? 0 : 1
