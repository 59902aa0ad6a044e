/**
 * Writes the API reference as Markdown: what TypeDoc does by itself for packages, but over one program, since what they have in
 * common takes most of the time.
 */
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import {
  Application,
  Comment,
  DeclarationReflection,
  type DocumentationEntryPoint,
  normalizePath,
  type ProjectReflection,
  ReflectionKind,
  TypeDocReader
} from "typedoc"
import ts from "typescript"
import { apiPackages } from "../src/pages.js"

const folder = fileURLToPath(new URL("../..", import.meta.url))

/** The public modules of a package. The index of the others is a list of them. */
const entriesOf = (name: string): ReadonlyArray<string> =>
  name === "contract"
    ? ["index", "provider"].map((entry) => `${folder}contract/src/${entry}.ts`)
    : ts.sys.readDirectory(`${folder}${name}/src`, [".ts"], ["internal", "index.ts"], ["*.ts"])

const { compilerOptions } = ts.readConfigFile(`${folder}../tsconfig.base.json`, ts.sys.readFile).config
const { options } = ts.convertCompilerOptionsFromJson(
  {
    ...compilerOptions,
    composite: false,
    incremental: false,
    noEmit: true,
    lib: ["ES2023", "DOM", "DOM.Iterable"],
    types: ["node"]
  },
  folder
)
const program = ts.createProgram(apiPackages.flatMap(entriesOf), options)

/** The first comment of a module: TypeDoc would look for it only where a tag says that it is about the module. */
const commentOf = (file: string): Comment | undefined => {
  const [, text] = /^\/\*\*\n([\s\S]*?)\*\//.exec(ts.sys.readFile(file) ?? "") ?? []
  const lines = text
    ?.replace(/^ \* ?/gm, "")
    .replace(/^@.*$/gm, "")
    .trim()
  return lines ? new Comment([{ kind: "text", text: lines }]) : undefined
}

const app = await Application.bootstrapWithPlugins({}, [new TypeDocReader()])

const bookkeeping: ReadonlySet<string> = new Set(["@since", "@category"])

/** The name of a module. The index of the contract is for consumers, as the entry beside it is for providers. */
const nameOf = (file: string): string => basename(file, ".ts").replace(/^index$/, "consumer")

const reflect = (name: string): ProjectReflection => {
  const files = new Map(entriesOf(name).map((file) => [nameOf(file), file]))
  const points = [...files].flatMap(([displayName, file]): ReadonlyArray<DocumentationEntryPoint> => {
    const sourceFile = program.getSourceFile(file)
    return sourceFile ? [{ displayName, program, sourceFile }] : []
  })
  const project = app.converter.convert(points)
  project.name = name
  project.packageName = `@effect-userplane/${name}`
  for (const module of project.children ?? []) {
    const comment = commentOf(files.get(module.name) ?? "")
    if (comment) module.comment = comment
  }
  // The class that a schema makes, which is extended, says nothing to a reader: neither its name nor its constructor.
  for (const member of project.getReflectionsByKind(ReflectionKind.ClassMember)) {
    if (!(member instanceof DeclarationReflection) || member.inheritedFrom === undefined) continue
    delete member.inheritedFrom
    delete member.defaultValue
    const { parent } = member
    if (!member.kindOf(ReflectionKind.Constructor) || !(parent instanceof DeclarationReflection)) continue
    project.removeReflection(member)
    parent.groups = parent.groups?.filter(({ children }) => !children.includes(member)) ?? []
  }
  // A version and a category alone document nothing.
  for (const { comment } of Object.values(project.reflections)) {
    if (comment?.summary.length === 0) comment.blockTags = comment.blockTags.filter(({ tag }) => !bookkeeping.has(tag))
  }
  app.validate(project)
  return project
}

const projectRoot = normalizePath(folder)
const converted = apiPackages.map((name) => app.serializer.projectToObject(reflect(name), projectRoot))
const reference = app.deserializer.reviveProjects("API reference", converted, {
  projectRoot,
  registry: app.files,
  alwaysCreateEntryPointModule: true
})
await app.generateOutputs(reference)
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1
