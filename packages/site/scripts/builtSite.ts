/** The files of the built site, and what its pages refer to. */
import { readdirSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { fileURLToPath } from "node:url"

const dist = fileURLToPath(new URL("../dist", import.meta.url))

/** The files of the built site, by their path in it. */
export const files: ReadonlySet<string> = new Set(
  readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => posix.relative(dist, posix.join(parentPath, name)))
)

export const read = (file: string): Buffer => readFileSync(posix.join(dist, file))

/** The pages of the site; one of them is not found by any link. */
export const pages: ReadonlyArray<string> = [...files]
  .filter((file) => file.endsWith(".html") && file !== "404.html")
  .sort()

/** The file that a path of the site is answered with. */
export const fileAt = (path: string): string | undefined => {
  const file = decodeURIComponent(path).replace(/^\//, "")
  return [file, posix.join(file, "index.html")].find((name) => files.has(name))
}

const values = (html: string, attribute: string): ReadonlyArray<string> =>
  [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, "g"))].map(([, value = ""]) =>
    value.replaceAll("&amp;", "&").replaceAll("&quot;", '"')
  )

const idsOf = (file: string): ReadonlySet<string> => new Set(values(read(file).toString(), "id"))

/** What pages and Markdown refer to, and is not there. */
export const brokenReferences = (): ReadonlyArray<string> => {
  const ids = new Map(pages.map((page) => [page, idsOf(page)]))
  const problemOf = (page: string, reference: string): string | undefined => {
    const { hash, origin, pathname } = new URL(reference, `http://site/${page}`)
    if (origin !== "http://site") return undefined
    const file = fileAt(pathname)
    if (file === undefined) return `${page}: ${reference} is not there`
    if (hash === "" || ids.get(file)?.has(decodeURIComponent(hash.slice(1))) !== false) return undefined
    return `${page}: ${reference} names no heading`
  }
  return pages.flatMap((page) => {
    const html = read(page).toString()
    const references = new Set([...values(html, "href"), ...values(html, "src")])
    return [...references].flatMap((reference) => problemOf(page, reference) ?? [])
  })
}

/** What `llms.txt` and the Markdown of the pages link to, and is not there. */
export const brokenMarkdown = (): ReadonlyArray<string> =>
  [...files]
    .filter((file) => /\.(md|txt)$/.test(file))
    .flatMap((file) =>
      [
        ...read(file)
          .toString()
          .matchAll(/\]\((\/[^)#\s]*)/g)
      ].flatMap(([, path = ""]) => (fileAt(path) === undefined ? [`${file}: ${path} is not there`] : []))
    )
