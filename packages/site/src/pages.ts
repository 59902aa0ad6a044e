/** The Markdown files of the repository that are pages of the site, and where each of them stands there. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { fileURLToPath } from "node:url"

/** The folder of the repository. Files are named by their path in it. */
export const repository = fileURLToPath(new URL("../../..", import.meta.url))

/** Where TypeDoc writes the API reference. */
export const api = "packages/site/build/api"

/** The packages of the API reference. */
export const apiPackages: ReadonlyArray<string> = ["core4", "core", "protocol", "sandbox", "contract", "fleet"]

// The first that matches gives the page.
const places: ReadonlyArray<readonly [file: RegExp, page: string]> = [
  [/^docs\/(.*\/)?README\.md$/, "$1index.md"],
  [/^docs\/(.+\.md)$/, "$1"],
  [new RegExp(`^${api}/(.+\\.md)$`), "api/$1"],
  [/^packages\/(?!site\/)([^/]+)\/README\.md$/, "packages/$1.md"],
  [/^SECURITY\.md$/, "security.md"],
  [/^CONTRIBUTING\.md$/, "contributing.md"]
]

/** The page of a file, such as `errors.md`, where it has one. */
export const pageOf = (file: string): string | undefined => {
  const place = places.find(([pattern]) => pattern.test(file))
  return place && file.replace(...place)
}

/** The path of a page in the address of the site, without its base: `/errors.html`, `/decisions/`. */
export const pathOf = (page: string): string => `/${page.replace(/(^|\/)index\.md$/, "$1").replace(/\.md$/, ".html")}`

/** The Markdown of a file. */
export const read = (file: string): string => readFileSync(posix.join(repository, file), "utf8")

/** The first heading of a text. */
export const titleOf = (markdown: string): string => /^# (.+)$/m.exec(markdown)?.[1]?.replaceAll("`", "") ?? ""

/** The Markdown files in a folder, without those below it. */
export const filesIn = (folder: string): ReadonlyArray<string> => {
  const path = posix.join(repository, folder)
  if (!existsSync(path)) return []
  const names = readdirSync(path).filter((name) => name.endsWith(".md"))
  return names.sort().map((name) => `${folder}/${name}`)
}
