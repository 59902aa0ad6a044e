/** The site for language models: an index, all guides in one file, and the Markdown of each page beside its HTML. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { targetOf } from "./links.js"
import type { Entry, Group } from "./navigation.js"
import { pageOf, read } from "./pages.js"

/** A text in which only what is outside of its code blocks has been changed. */
const outsideCode = (markdown: string, change: (text: string) => string): string =>
  markdown
    .split(/^(```.*?^```$)/ms)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join("")

/** The Markdown of a file, with the links that the site has: to the Markdown of other pages. */
export const markdownOf = (file: string, base: string): string =>
  outsideCode(read(file), (text) =>
    text.replace(/(?<!!)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g, (whole, label: string, href: string) => {
      const target = targetOf(file, href)
      if (target === undefined) return whole
      return target._tag === "File" ? label : `[${label}](${base}${target.page}${target.hash})`
    })
  )

/** The first sentence of a page, without its links. */
export const summaryOf = (markdown: string): string => {
  const paragraphs = markdown.replace(/^```.*?^```$/gms, "").split(/\n{2,}/)
  const first = paragraphs.map((text) => text.trim()).find((text) => !/^(#|\||!\[|<|- |$)/.test(text)) ?? ""
  const text = first.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\s+/g, " ")
  return /^.*?[.:](?= |$)/.exec(text)?.[0]?.replace(/:$/, ".") ?? text
}

const lineOf = (base: string, { file, text }: Entry): string => {
  const summary = summaryOf(read(file))
  return `- [${text}](${base}${pageOf(file)})${summary === "" ? "" : `: ${summary}`}`
}

/** The index that llmstxt.org describes. */
export const index = (title: string, description: string, groups: ReadonlyArray<Group>, base: string): string =>
  [
    `# ${title}`,
    `> ${description}`,
    ...groups.map(({ entries, text }) => `## ${text}\n\n${entries.map((entry) => lineOf(base, entry)).join("\n")}`)
  ].join("\n\n")

export interface Options {
  readonly title: string
  readonly description: string
  /** The base of the site's addresses, with slashes around it. */
  readonly base: string
  /** The files of all pages. */
  readonly pages: ReadonlyArray<string>
  /** The pages that are whole in `llms-full.txt`. */
  readonly guides: ReadonlyArray<Group>
  /** The pages that the index names only. */
  readonly reference: ReadonlyArray<Group>
}

/** Writes the files into the folder of the built site. */
export const writeLlms = (folder: string, options: Options): void => {
  const { base, description, guides, pages, reference, title } = options
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `${text.trimEnd()}\n`)
  }
  for (const file of pages) write(pageOf(file) ?? file, markdownOf(file, base))
  write("llms.txt", index(title, description, [...guides, ...reference], base))
  const whole = guides.flatMap(({ entries }) => entries.map(({ file }) => markdownOf(file, base).trim()))
  write("llms-full.txt", whole.join("\n\n---\n\n"))
}
