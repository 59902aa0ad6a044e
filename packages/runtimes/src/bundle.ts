/** The program in the form that a runtime takes. */
import * as esbuild from "esbuild"
import type { Client } from "./installed.js"
import type { World } from "./program/report.js"

/**
 * - `module`: an ES module that imports the client from `node_modules`.
 * - `script`: one classic script, for runtimes that have no `node_modules`.
 * - `worker`: one ES module that exports what runs it, since a worker sends no request while it is loaded.
 */
export type Form = "module" | "script" | "worker"

const run = "main(globalThis.world)"

const forms: Readonly<Record<Form, { readonly code: string; readonly options: esbuild.BuildOptions }>> = {
  module: { code: `await ${run}`, options: { format: "esm", platform: "node", packages: "external" } },
  script: { code: `${run}.catch((error) => console.log(String(error)))`, options: { format: "iife" } },
  worker: { code: `export default { test: () => ${run} }`, options: { format: "esm" } }
}

/** What the names of Effect 3 mean in the program for Effect 4. */
const aliases: Readonly<Record<Client["name"], Record<string, string>>> = {
  core: {},
  core4: { "@effect-userplane/core": "@effect-userplane/core4", effect4: "effect" }
}

/** Bundles the program of a client from the folder where that is installed. */
export const bundle = async ({ entry, name }: Client, folder: string, form: Form): Promise<string> => {
  const { code, options } = forms[form]
  const { outputFiles } = await esbuild.build({
    ...options,
    stdin: { contents: `import { main } from "./${entry}.js"\n${code}`, resolveDir: folder },
    // What an alias stands for is looked for from here.
    absWorkingDir: folder,
    alias: aliases[name],
    target: "es2022",
    bundle: true,
    write: false,
    logLevel: "error"
  })
  return outputFiles.map(({ text }) => text).join("\n")
}

/** A bundle with what the program is told. */
export const inWorld = (bundled: string, world: World): string =>
  `globalThis.world = ${JSON.stringify(world)};\n${bundled}`
