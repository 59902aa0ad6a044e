import { fileURLToPath } from "node:url"
import { slug } from "github-slugger"
import { type DefaultTheme, defineConfig, type UserConfig } from "vitepress"
import { repositoryLinks } from "../src/links.js"
import { writeLlms } from "../src/llms.js"
import { apiGroups, groups, sidebarOf } from "../src/navigation.js"
import { api, pageOf } from "../src/pages.js"

const title = "effect-userplane"
const description = "Delete Userplane recording links from an Effect program, a script or a shell."

const guides = groups()
const reference = apiGroups()
const overview = {
  text: "API reference",
  entries: reference.map(({ text }) => ({ text, file: `${api}/${text}/index.md` }))
}

// A page of the reference is found by the names that it documents: its texts would crowd out the guides.
const searchable: DefaultTheme.LocalSearchOptions["_render"] = (markdown, env, renderer) =>
  env.relativePath.startsWith(api)
    ? renderer.render((markdown.match(/^#{1,3} .*$/gm) ?? []).join("\n\n"), env)
    : renderer.render(markdown, env)

type Plugins = NonNullable<NonNullable<UserConfig["vite"]>["plugins"]>

// Pages stand outside of this package, from where Vue is not found.
const vueOfPages: Plugins[number] = {
  name: "vue-of-pages",
  enforce: "pre",
  resolveId(id, importer, options) {
    if (!/^vue(\/|$)/.test(id) || !importer?.replace(/\?.*/, "").endsWith(".md")) return null
    return this.resolve(id, fileURLToPath(import.meta.url), { ...options, skipSelf: true })
  }
}

export default defineConfig({
  title,
  description,
  lang: "en",
  srcDir: "../..",
  outDir: "dist",
  cacheDir: "build/cache",
  // Pages are named below, so that no other Markdown becomes one.
  srcExclude: ["README.md", "AGENTS.md", "**/CHANGELOG.md", "packages/site/README.md", "packages/contract/docs/**"],
  rewrites: (file) => pageOf(file) ?? file,
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    // As on GitHub: a link to a heading works there and here, and braces in a text are braces.
    anchor: { slugify: slug },
    attrs: { disable: true },
    config: repositoryLinks
  },
  vite: { plugins: [vueOfPages] },
  themeConfig: {
    nav: [
      { text: "Guides", link: "/", activeMatch: "^/(?!api/|packages/|contract)" },
      { text: "Command", link: "/packages/cli.html" },
      { text: "Sandbox", link: "/packages/sandbox.html" },
      { text: "Contract", link: "/contract.html" },
      { text: "API", link: "/api/", activeMatch: "^/api/" }
    ],
    sidebar: {
      ...Object.fromEntries(reference.map((group) => [`/api/${group.text}/`, sidebarOf([overview, group])])),
      "/": sidebarOf(guides)
    },
    outline: [2, 3],
    search: { provider: "local", options: { _render: searchable } }
  },
  buildEnd: ({ outDir, pages, site: { base } }) =>
    writeLlms(outDir, { title, description, base, pages, guides, reference })
})
