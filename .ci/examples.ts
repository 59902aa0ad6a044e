/**
 * Type-checks the examples: every TypeScript block in the TSDoc of the packages' sources, in the README files and in
 * `docs`, as a module of its own. An example keeps its lines and columns, so that what is said of it names its place in
 * the file it stands in.
 */
import ts from "typescript"

const roots = ["packages/*/src/**/*.ts", "packages/*/*.md", "docs/**/*.md", "*.md"]

const fence = /^(\s*(?:\* ?)?)```(?:ts|typescript)\s*$/
const endOfFence = /^\s*(?:\* ?)?```\s*$/

interface Example {
  readonly file: string
  readonly line: number
  readonly text: string
}

const examplesOf = (file: string): ReadonlyArray<Example> => {
  const lines = (ts.sys.readFile(file) ?? "").split("\n")
  return lines.flatMap((opening, index) => {
    const prefix = fence.exec(opening)?.[1]
    if (prefix === undefined) return []
    const length = lines.slice(index + 1).findIndex((line) => endOfFence.test(line))
    const code = lines.slice(index + 1, length === -1 ? undefined : index + 1 + length)
    const text = [
      ...lines.slice(0, index + 1).fill(""),
      ...code.map((line) => " ".repeat(prefix.length) + line.slice(prefix.length))
    ]
    return [{ file, line: index + 1, text: text.join("\n") }]
  })
}

// Where the module would stand, which decides what its imports mean. The pages outside the packages speak to users of
// all packages, as `packages/examples` does; an example of Effect 4 stands beside its client, and one of a database beside its
// drivers.
const modulePath = ({ file, line, text }: Example): string => {
  const name = `${file.replaceAll("/", "-")}.${line}.ts`
  if (text.includes('"@effect-userplane/core4/')) return ts.sys.resolvePath(`packages/core4/${name}`)
  if (text.includes('"@effect-userplane/fleet/')) return ts.sys.resolvePath(`packages/fleet/${name}`)
  return ts.sys.resolvePath(file.startsWith("packages/") ? `${file}.${line}.ts` : `packages/examples/${name}`)
}

const files = ts.sys.readDirectory(".", [".ts", ".md"], ["**/node_modules"], roots)
const examples = files.flatMap((file) => examplesOf(file.replace(/^\.\//, "")))
const modules = new Map(examples.map((example) => [modulePath(example), example]))

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
host.readFile = (path) => modules.get(path)?.text ?? readFile(path)

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

const found = [...errors, ...diagnostics].map(print)
console.log(found.join("\n"))
console.log(
  `${examples.length} examples in ${new Set(examples.map(({ file }) => file)).size} files, ${found.length} errors`
)
process.exitCode = found.length === 0 && examples.length > 0 ? 0 : 1
