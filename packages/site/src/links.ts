/** Links between the files of the repository, as they work on GitHub, made into links between the pages of the site. */
import { existsSync } from "node:fs"
import { posix } from "node:path"
import type { MarkdownRenderer } from "vitepress"
import { pageOf, repository } from "./pages.js"

/** Where a link leads: to a page, or to a file that only the repository has. */
export type Target =
  | { readonly _tag: "Page"; readonly page: string; readonly hash: string }
  | { readonly _tag: "File"; readonly path: string }

const isElsewhere = (href: string): boolean => /^([a-z][a-z+.-]*:|\/|#|$)/i.test(href)

/**
 * The target of a link in a file; `undefined` where it leads out of the repository, or elsewhere on its own page.
 *
 * @throws Error when nothing is there.
 */
export const targetOf = (file: string, href: string): Target | undefined => {
  if (isElsewhere(href)) return undefined
  const [, path = "", hash = ""] = /^([^?#]*)(.*)$/.exec(decodeURI(href)) ?? []
  const place = posix.join(posix.dirname(file), path).replace(/\/$/, "")
  if (!existsSync(posix.join(repository, place))) throw new Error(`${file}: ${href} leads nowhere`)
  // GitHub shows the README of a folder.
  const readme = posix.join(place, "README.md")
  const target = existsSync(posix.join(repository, readme)) ? readme : place
  const page = pageOf(target)
  return page === undefined ? { _tag: "File", path: target } : { _tag: "Page", page, hash }
}

type Token = ReturnType<MarkdownRenderer["parse"]>[number]

// A link in Markdown holds no other, so the next end belongs to it.
const withoutLink = (tokens: ReadonlyArray<Token>, open: Token): ReadonlyArray<Token> => {
  const start = tokens.indexOf(open)
  const end = tokens.findIndex(({ type }, index) => index > start && type === "link_close")
  return tokens.filter((_, index) => index !== start && index !== end)
}

/** The tokens of a line of a file, with its links as the site has them. A file that only the repository has is named. */
const linked = (file: string, tokens: ReadonlyArray<Token>): ReadonlyArray<Token> =>
  tokens
    .filter(({ type }) => type === "link_open")
    .reduce((line, link) => {
      const target = targetOf(file, String(link.attrGet("href") ?? ""))
      if (target === undefined) return line
      if (target._tag === "File") return withoutLink(line, link)
      link.attrSet("href", `/${target.page}${target.hash}`)
      return line
    }, tokens)

/** Rewrites the links of the files that a renderer is given. */
export const repositoryLinks = (renderer: MarkdownRenderer): void => {
  renderer.core.ruler.push("repository-links", ({ env, tokens }) => {
    // Where a page stands elsewhere than its file, `path` is that of the page, except while it is read for the search.
    const file = posix.relative(repository, env.realPath ?? env.path)
    for (const token of tokens) {
      if (token.children) token.children = [...linked(file, token.children)]
    }
  })
}
