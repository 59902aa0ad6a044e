/** The arrows between the packages, and what may be imported at all. */
import { readdirSync } from "node:fs"

// Which other packages a package may know. One that is not named here may know nobody.
const arrows = {
  protocol: [],
  testing: [],
  site: [],
  core: ["protocol"],
  core4: ["protocol"],
  sandbox: ["core"],
  contract: ["core"],
  fleet: ["core", "protocol"],
  cli: ["core", "sandbox", "fleet"],
  examples: ["core", "sandbox", "cli", "contract"],
  examples4: ["core4", "sandbox"],
  bench: ["core", "core4", "sandbox", "cli", "contract"],
  runtimes: ["core", "core4", "sandbox", "testing"]
}

// What a package's tests and scripts may know beyond that.
const arrowsOfTests = {
  protocol: ["testing"],
  core: ["testing"],
  core4: ["testing", "sandbox"],
  contract: ["sandbox", "core4", "testing"],
  sandbox: ["testing"],
  cli: ["testing"],
  site: ["testing"],
  fleet: ["sandbox", "testing"]
}

const knowsOnly = (name, folder, known) => ({
  name,
  severity: "error",
  from: { path: folder },
  to: { path: "^packages/", pathNot: `^packages/(${known.join("|")})/` }
})

const arrowRules = readdirSync(new URL("packages", import.meta.url)).flatMap((name) => {
  const known = [name, ...(arrows[name] ?? [])]
  return [
    knowsOnly(`${name}-knows`, `^packages/${name}/(?!(test|scripts)/)`, known),
    knowsOnly(`${name}-tests-know`, `^packages/${name}/(test|scripts)/`, [...known, ...(arrowsOfTests[name] ?? [])])
  ]
})

const coreFolders = ["model", "http", "telemetry", "quota", "journal", "call", "list", "bulk"]

// The folders inside a package, from low to high: a folder may import itself and those named before it, and every folder is
// named. The modules beside the folders may import all of them.
const folders = {
  "core/src/internal": coreFolders,
  "core4/src/internal": coreFolders,
  "cli/src": ["terminal", "command", "telemetry", "userplane", "delete", "list", "report", "sandbox", "tour", "fleet"],
  "sandbox/src/internal": ["world", "request", "http", "proxy"],
  "fleet/src/internal": ["database", "key", "quota", "journal", "run", "engine", "wire", "client", "page", "server"],
  "bench/src": ["throughput", "startup", "report", "bulk"]
}

const folderRules = Object.entries(folders).flatMap(([parent, levels]) => {
  const path = `^packages/${parent}`
  const name = parent.replaceAll("/", "-")
  return [
    ...levels.map((folder, level) => ({
      name: `${name}-${folder}-imports-lower-folders`,
      severity: "error",
      from: { path: `${path}/${folder}/` },
      to: { path: `${path}/[^/]+/`, pathNot: `${path}/(${levels.slice(0, level + 1).join("|")})/` }
    })),
    {
      name: `${name}-names-its-folders`,
      comment: "Add the folder to the table `folders`, at its level.",
      severity: "error",
      from: { path: `${path}/[^/]+/`, pathNot: `${path}/(${levels.join("|")})/` },
      to: {}
    }
  ]
})

// The entries of core4 over what Effect 4.1 marks as unstable, and the modules that are theirs alone.
const unstable = [
  "^packages/core4/src/(HttpClientTransport|HttpClientUserplane|UserplaneApi|QuotaStore|JournalFile)[.]ts$",
  "^packages/core4/src/internal/(http/(httpClientTransport|openApiDocument)|journal/(file|lease))[.]ts$"
]

// A folder is named after what it holds.
const vagueFolder = { path: "^packages/.*/(util|utils|helper|helpers|common|misc|perf)/", pathNot: "/node_modules/" }

export default {
  forbidden: [
    ...arrowRules,
    ...folderRules,
    { name: "no-vague-folders", severity: "error", from: vagueFolder, to: {} },
    { name: "no-vague-folders-imported", severity: "error", from: {}, to: vagueFolder },
    {
      name: "no-cycles",
      comment: "Not of types either: two modules that need each other are one idea.",
      severity: "error",
      from: {},
      to: { circular: true }
    },
    {
      name: "packages-by-name",
      comment: "Another package is imported by its name, through its public entries, never by a path.",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/", pathNot: "^packages/$1/", dependencyTypes: ["local"] }
    },
    {
      name: "internal-is-closed",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/[^/]+/src/internal/", pathNot: "^packages/$1/" }
    },
    {
      name: "protocol-needs-nothing",
      comment: "Whatever effect system or platform a client is written for, it can be built on this package.",
      severity: "error",
      from: { path: "^packages/protocol/src/", pathNot: "^packages/protocol/src/undici[.]ts$" },
      to: { pathNot: "^packages/protocol/src/" }
    },
    {
      name: "protocol-over-undici",
      comment: "Types alone: the dispatcher comes from the caller.",
      severity: "error",
      from: { path: "^packages/protocol/src/undici[.]ts$" },
      to: { pathNot: "^packages/protocol/src/|/node_modules/undici/" }
    },
    {
      name: "protocol-takes-types-of-undici",
      severity: "error",
      from: { path: "^packages/protocol/src/undici[.]ts$" },
      to: { path: "/node_modules/undici/", dependencyTypesNot: ["type-only"] }
    },
    {
      name: "core-needs-its-peers-only",
      severity: "error",
      from: { path: "^packages/core/src/" },
      to: { pathNot: "^packages/(core|protocol)/src/|/node_modules/(effect|@effect/platform|undici)/" }
    },
    {
      name: "core4-needs-its-peers-only",
      severity: "error",
      from: { path: "^packages/core4/src/" },
      to: { pathNot: "^packages/(core4|protocol)/src/|/node_modules/(effect|undici)/" }
    },
    {
      name: "fleet-needs-its-peers-only",
      comment: "Which driver it runs on is its user's choice.",
      severity: "error",
      from: { path: "^packages/fleet/src/", pathNot: "^packages/fleet/src/(FleetServer[.]ts$|internal/server/)" },
      to: {
        pathNot:
          "^packages/(fleet|core|protocol)/src/|/node_modules/(effect|@effect/(cluster|platform|sql|workflow))/|^(node:)?os$"
      }
    },
    {
      name: "fleet-serves-over-node",
      severity: "error",
      from: { path: "^packages/fleet/src/(FleetServer[.]ts$|internal/server/)" },
      to: {
        pathNot: "^packages/(fleet|core|protocol)/src/|/node_modules/(effect|@effect/platform(-node)?)/|^(node:)?http$"
      }
    },
    {
      name: "fleet-engine-in-one-folder",
      comment: "The promises are kept by the tables, whichever engine runs the batches.",
      severity: "error",
      from: { path: "^packages/fleet/src/", pathNot: "^packages/fleet/src/internal/engine/" },
      to: { path: "/node_modules/@effect/(cluster|workflow)/" }
    },
    {
      name: "undici-in-its-own-entry",
      comment: "It is an optional peer, and exists on Node only.",
      severity: "error",
      from: { path: "^packages/core4?/src/", pathNot: "^packages/core4?/src/UndiciTransport[.]ts$" },
      to: { path: "/node_modules/undici/" }
    },
    {
      name: "platform-at-the-edge",
      comment: "What is pure knows nothing of HTTP clients, files and stores, so that another transport is one module.",
      severity: "error",
      from: {
        path: "^packages/core/src/",
        pathNot: [
          "^packages/core/src/(Transport|UserplaneApi|JournalFile|QuotaStore)[.]ts$",
          "^packages/core/src/internal/(http/httpClientTransport|journal/(file|lease))[.]ts$"
        ]
      },
      to: { path: "/node_modules/@effect/platform/" }
    },
    {
      name: "unstable-in-entries-of-their-own",
      comment:
        "What Effect 4.1 marks as unstable may change in any minor version: whoever imports the others never meets it.",
      severity: "error",
      from: { path: "^packages/core4/src/", pathNot: unstable },
      to: { path: [...unstable, "/node_modules/effect/dist/([^/]+/|(FileSystem|Path|PlatformError)[.])"].join("|") }
    },
    {
      name: "modules-not-barrels",
      comment: "Deep imports, effect/Effect and the like: bundles stay small.",
      severity: "error",
      from: {},
      to: { path: "/node_modules/(effect|@effect/(cli|platform|platform-node))/(dist/[a-z]+|src)/index[.]" }
    },
    {
      name: "sources-need-no-tests",
      severity: "error",
      from: { path: "^packages/[^/]+/src/" },
      to: { path: "^packages/[^/]+/(test|scripts)/" }
    },
    {
      name: "shipped-code-needs-shipped-packages",
      comment: "What is published may need dependencies and peers, nothing that only its developers have.",
      severity: "error",
      from: { path: "^packages/(protocol|core4?|sandbox|contract|fleet)/src/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm-peer", "npm"] }
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } }
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^packages/[^/]+/(build|dist)/", "^packages/site/[.]vitepress/([.]temp/|.*[.]timestamp-)"] },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] }
  }
}
