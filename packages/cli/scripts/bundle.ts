import { readFileSync } from "node:fs"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { build, type Metafile } from "esbuild"
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
export const bundle = async (): Promise<Metafile> => {
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
    // Names are kept, so that a stack trace can be read.
    minifySyntax: true,
    minifyWhitespace: true,
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
  await writeFile(path("../dist/NOTICES.txt"), notices(Object.keys(metafile.inputs), path("..")))
  return metafile
}
