import { existsSync, readdirSync, readFileSync } from "node:fs"
import * as Path from "node:path"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/** The folder of the package that a file belongs to: the nearest one with a manifest that has a name and a version. */
const packageOf = (file: string): string | undefined => {
  for (let folder = Path.dirname(file); folder !== Path.dirname(folder); folder = Path.dirname(folder)) {
    const manifest = Path.join(folder, "package.json")
    if (!existsSync(manifest)) continue
    const { name, version } = JSON.parse(readFileSync(manifest, "utf8"))
    if (name !== undefined && version !== undefined) return folder
  }
  return undefined
}

const notice = (folder: string): string => {
  const { license, name, version }: Manifest = JSON.parse(readFileSync(Path.join(folder, "package.json"), "utf8"))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text = file === undefined ? "" : `\n\n${readFileSync(Path.join(folder, file), "utf8").trim()}`
  return `${name} ${version} (${license ?? "no licence is named"})${text}\n`
}

/** The licences of what is in the bundle, as they ask for: one notice for each package under `node_modules`. */
export const notices = (files: ReadonlyArray<string>, base: string): string => {
  const foreign = files.filter((file) => file.includes("node_modules"))
  const folders = new Set(foreign.map((file) => packageOf(Path.resolve(base, file))))
  return [...folders]
    .filter((folder) => folder !== undefined)
    .map(notice)
    .sort()
    .join(`\n${"-".repeat(80)}\n\n`)
}
