/** The sidebar. Each page that it names is a Markdown file of the repository. */
import { api, apiPackages, filesIn, pageOf, pathOf, read, titleOf } from "./pages.js"

export interface Entry {
  readonly text: string
  readonly file: string
}

export interface Group {
  readonly text: string
  readonly entries: ReadonlyArray<Entry>
}

const group = (text: string, entries: Readonly<Record<string, string>>): Group => ({
  text,
  entries: Object.entries(entries).map(([text, file]) => ({ text, file }))
})

const named: ReadonlyArray<Group> = [
  group("Start", {
    "First deleted link": "docs/README.md",
    "Set up the client": "docs/guide.md",
    "Coming from another client": "docs/coming-from.md",
    "Effect 3 and Effect 4": "docs/effect-3-and-4.md"
  }),
  group("Guides", {
    Errors: "docs/errors.md",
    Retries: "docs/retries.md",
    "Many links and the quota": "docs/bulk.md",
    "The journal": "docs/journal.md",
    "A fleet": "docs/fleet.md",
    Testing: "docs/testing.md",
    Observability: "docs/observability.md",
    Security: "SECURITY.md"
  }),
  group("Tools", {
    "The command": "packages/cli/README.md",
    "The sandbox": "packages/sandbox/README.md",
    Examples: "packages/examples/README.md",
    "Examples for Effect 4": "packages/examples4/README.md"
  }),
  group("The contract", {
    "For consumers and providers": "docs/contract.md",
    "Provider states": "docs/contract-states.md",
    "For operators": "docs/contract-operators.md"
  }),
  group("Packages", {
    "API reference": `${api}/index.md`,
    core4: "packages/core4/README.md",
    core: "packages/core/README.md",
    protocol: "packages/protocol/README.md",
    fleet: "packages/fleet/README.md",
    contract: "packages/contract/README.md"
  })
]

const background = group("Background", {
  Runtimes: "docs/runtimes.md",
  Performance: "docs/performance.md",
  "Performance of bulk deletion": "docs/bulk-performance.md",
  "Benchmark notes": "docs/benchmark-notes.md",
  "Libraries weighed": "docs/dependencies.md",
  "Design decisions": "docs/decisions/README.md",
  Contributing: "CONTRIBUTING.md"
})

/** The groups of the sidebar. A file in `docs` that none of them names is at the end of the last one. */
export const groups = (): ReadonlyArray<Group> => {
  const known = [...named, background].flatMap(({ entries }) => entries.map(({ file }) => file))
  const others = filesIn("docs")
    .filter((file) => !known.includes(file))
    .map((file) => ({ text: titleOf(read(file)), file }))
  return [...named, { ...background, entries: [...background.entries, ...others] }]
}

/** The packages of the API reference, and the modules of each. */
export const apiGroups = (): ReadonlyArray<Group> =>
  apiPackages.map((name) => ({
    text: name,
    entries: filesIn(`${api}/${name}`)
      .filter((file) => !file.endsWith("/index.md"))
      .map((file) => ({ text: titleOf(read(file)), file }))
  }))

/** Groups as the theme of VitePress takes them. */
export const sidebarOf = (groups: ReadonlyArray<Group>) =>
  groups.map(({ entries, text }) => ({
    text,
    items: entries.map(({ file, text }) => ({ text, link: pathOf(pageOf(file) ?? file) }))
  }))
