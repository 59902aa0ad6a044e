import { readFileSync } from "node:fs"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { build, type Metafile, type Plugin } from "esbuild"
import { notices } from "./notices.js"

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const manifest: { readonly version: string } = JSON.parse(readFileSync(path("../package.json"), "utf8"))

// What is bundled from CommonJS asks for Node's own modules by `require`, which a module does not have.
const requireOfModules = `import { createRequire as __createRequire } from "node:module"
const require = __createRequire(import.meta.url)`

// Each of them has its chunks for itself: one that is shared holds what either needs, so that a start would read more.
const programs = {
  bundle: { entry: { "userplane-links": "src/main.ts" }, chunks: "chunks/[name]-[hash]" },
  fleet: { entry: { FleetProgram: "src/FleetProgram.ts" }, chunks: "chunks/fleet/[name]-[hash]" }
} as const

const fleetApart: Plugin = {
  name: "fleet-apart",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/FleetProgram\.js$/ }, () => ({ path: "./FleetProgram.js", external: true }))
}

const built = async ({ chunks, entry }: (typeof programs)[keyof typeof programs]): Promise<Metafile> => {
  const { metafile } = await build({
    absWorkingDir: path(".."),
    entryPoints: entry,
    outdir: "dist",
    bundle: true,
    splitting: true,
    chunkNames: chunks,
    format: "esm",
    platform: "node",
    target: "node20.19",
    // Node reads every byte before it runs the first. `--enable-source-maps` makes a stack trace readable again.
    minify: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    banner: { js: requireOfModules },
    define: { USERPLANE_LINKS_VERSION: JSON.stringify(manifest.version) },
    // An optional dependency of cli-table3, for colours that are not asked of it; the driver of SQLite, a binary that is installed
    // by whoever wants it; and two optional dependencies of the driver of Postgres.
    external: ["@colors/colors/safe", "@libsql/client", "pg-native", "pg-cloudflare"],
    plugins: [fleetApart],
    metafile: true,
    logLevel: "warning"
  })
  return metafile
}

/**
 * Bundles the command into `dist`: entries, and chunks that are loaded when they are needed. It always does so, since
 * that takes less time than finding out whether it has to. What the files hold is written to `build/bundle.json` and
 * `build/fleet.json`.
 */
export const bundle = async (): Promise<void> => {
  await rm(path("../dist"), { recursive: true, force: true })
  await mkdir(path("../build"), { recursive: true })
  const held: Array<string> = []
  for (const [name, program] of Object.entries(programs)) {
    const metafile = await built(program)
    await writeFile(path(`../build/${name}.json`), JSON.stringify(metafile))
    // What was looked into and left out asks for no notice.
    for (const { inputs } of Object.values(metafile.outputs)) {
      held.push(...Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0))
    }
  }
  await writeFile(path("../dist/NOTICES.txt"), notices(held, path("..")))
}
