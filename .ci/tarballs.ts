/**
 * Looks into packed packages, each unpacked in a folder of its own: a licence, what a registry shows, and maps whose sources
 * come with them.
 */
import { readdirSync, readFileSync } from "node:fs"
import * as Path from "node:path"

const licence = readFileSync(new URL("../LICENSE", import.meta.url), "utf8")
const fields = ["description", "engines", "keywords", "license"]

const problemsOf = (folder: string): ReadonlyArray<string> => {
  const read = (file: string): string => readFileSync(Path.join(folder, file), "utf8")
  const manifest = JSON.parse(read("package.json"))
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })

  const closed = Object.entries<Readonly<Record<string, string>> | string | null>(manifest.exports ?? {})
    .filter(([, target]) => typeof target === "object" && target !== null && !("default" in target))
    .map(([entry]) => `require() cannot load ${entry}`)
  const missing = fields.filter((field) => manifest[field] === undefined).map((field) => `package.json has no ${field}`)
  // Otherwise npm takes a package with a scope for a private one.
  const restricted = manifest.publishConfig?.access === "public" ? [] : ["package.json has no public access"]
  const unlicensed =
    files.includes("LICENSE") && read("LICENSE") === licence ? [] : ["LICENSE is not that of the repository"]

  const unmapped = files.filter((file) => {
    const map = /\n\/\/# sourceMappingURL=(.+)\s*$/.exec(/\.(js|d\.ts)$/.test(file) ? read(file) : "")?.[1]
    return map !== undefined && !files.includes(Path.join(Path.dirname(file), map))
  })
  // The maps of a bundle are for stack traces: they name files and lines of the repository.
  const maps = manifest.exports === undefined ? [] : files.filter((file) => file.endsWith(".map"))
  const lost = maps.flatMap((map) => {
    const { sourceRoot, sources }: { readonly sourceRoot: string; readonly sources: ReadonlyArray<string> } =
      JSON.parse(read(map))
    return sources
      .map((source) => Path.join(Path.dirname(map), sourceRoot, source))
      .filter((source) => !files.includes(source))
      .map((source) => `${map} leads to ${source}, which is not in the tarball`)
  })
  return [
    ...closed,
    ...missing,
    ...restricted,
    ...unlicensed,
    ...unmapped.map((file) => `${file} names a map that is not in the tarball`),
    ...lost
  ]
}

const folders = process.argv.slice(2)
const problems = folders.flatMap((folder) =>
  problemsOf(folder).map((problem) => `${Path.basename(folder)}: ${problem}`)
)
for (const problem of problems) console.error(problem)
console.log(`${folders.length} packages, ${problems.length} problems`)
if (problems.length > 0) process.exitCode = 1
