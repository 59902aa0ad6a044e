/** Bundles the programs that the benchmark runs, on every run, so that it never measures a stale build. */
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import * as esbuild from "esbuild"

const src = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const output = (folder: string): string => fileURLToPath(new URL(`../build/run/${folder}/`, import.meta.url))

// Some of the peers are CommonJS, and ask for Node's modules with `require`.
const requireInModules =
  'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);'

const shared = {
  bundle: true,
  platform: "node",
  format: "esm",
  logLevel: "error",
  external: ["bun:*"],
  banner: { js: requireInModules }
} satisfies esbuild.BuildOptions

/**
 * Resolves the dependencies of another checkout's client for everything bundled with it: with two copies of Effect in one
 * program, neither is as fast as it is alone.
 */
const dependenciesOf = (checkout: string, core: string, core4: string): esbuild.Plugin => ({
  name: "dependencies",
  setup: (build) => {
    build.onResolve({ filter: /^(effect4?|@effect\/platform|undici)(\/|$)/ }, ({ importer, kind, path }) => {
      if (importer.startsWith(checkout)) return undefined
      const [client, module] = path.startsWith("effect4") ? [core4, path.replace("effect4", "effect")] : [core, path]
      return build.resolve(module, { kind, importer: client, resolveDir: client })
    })
  }
})

/** The clients of another checkout in place of this one's. */
const clientsOf = (checkout: string): Pick<esbuild.BuildOptions, "alias" | "plugins"> => {
  const core = join(checkout, "packages/core")
  const core4 = join(checkout, "packages/core4")
  return {
    alias: { "@effect-userplane/core": join(core, "src"), "@effect-userplane/core4": join(core4, "src") },
    plugins: [dependenciesOf(checkout, core, core4)]
  }
}

/** The programs that are run as processes of their own, from this checkout or with the clients of another one. */
export const buildPrograms = async (label: string, checkout?: string): Promise<(program: string) => string> => {
  const outdir = output(label)
  mkdirSync(outdir, { recursive: true })
  await esbuild.build({
    ...shared,
    splitting: true,
    outdir,
    entryPoints: {
      server: src("throughput/server.ts"),
      race: src("throughput/race.ts"),
      allocation: src("throughput/allocation.ts"),
      memory: src("throughput/memory.ts"),
      flood: src("bulk/flood.ts"),
      pure: src("../../core/bench/pure.ts")
    },
    ...(checkout === undefined ? {} : clientsOf(resolve(checkout)))
  })
  return (program) => join(outdir, `${program}.js`)
}

/** The bundle of one program that is started cold, and what is in it. */
export interface StartBundle {
  readonly file: string
  readonly metafile: esbuild.Metafile
}

/** Bundles a program with everything it needs into one file. */
export const buildStart = async (program: string): Promise<StartBundle> => {
  const outfile = join(output("start"), `${program}.js`)
  const { metafile } = await esbuild.build({
    ...shared,
    minify: true,
    metafile: true,
    outfile,
    entryPoints: [src(`startup/programs/${program}.ts`)]
  })
  return { file: outfile, metafile }
}

// In the files of the client for Effect 4, `effect` is what this package knows as `effect4`.
const effect4: esbuild.Plugin = {
  name: "effect4",
  setup: (build) => {
    build.onResolve({ filter: /^effect\// }, ({ importer, path }) =>
      importer.includes("/core4/src/") ? { path: path.replace("effect", "effect4"), external: true } : undefined
    )
  }
}

/** Bundles the same program, leaving its dependencies in their own files, as they are installed. */
export const buildStartFromFiles = async (program: string): Promise<string> => {
  const outfile = join(output("start"), `${program}.files.js`)
  await esbuild.build({
    ...shared,
    plugins: [effect4],
    external: ["effect", "effect4", "@effect/*", "@orpc/*", "ky", "openapi-fetch", "undici", "zod"],
    outfile,
    entryPoints: [src(`startup/programs/${program}.ts`)]
  })
  return outfile
}
