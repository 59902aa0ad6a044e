import { readFileSync } from "node:fs"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { notices } from "./notices.js"

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const manifest: { readonly version: string } = JSON.parse(readFileSync(path("../package.json"), "utf8"))

// What is bundled from CommonJS asks for Node's own modules by `require`, which a module does not have.
const requireOfModules = `import { createRequire as __createRequire } from "node:module"
const require = __createRequire(import.meta.url)`

/**
 * Bundles the command into `dist`: an entry, and chunks that are loaded when they are needed. It always does so, since
 * that takes less time than finding out whether it has to. What the files hold is written to `build/bundle.json`.
 */
export const bundle = async (): Promise<void> => {
  await rm(path("../dist"), { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: path(".."),
    entryPoints: { "userplane-links": "src/main.ts" },
    outdir: "dist",
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
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
    // An optional dependency of cli-table3, for colours that are not asked of it.
    external: ["@colors/colors/safe"],
    metafile: true,
    logLevel: "warning"
  })
  await mkdir(path("../build"), { recursive: true })
  await writeFile(path("../build/bundle.json"), JSON.stringify(metafile))
  // What was looked into and left out asks for no notice.
  const held = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0)
  )
  await writeFile(path("../dist/NOTICES.txt"), notices(held, path("..")))
}
