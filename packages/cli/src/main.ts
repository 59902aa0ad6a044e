#!/usr/bin/env node
/**
 * The entry of the command. It loads nothing but what is asked for, since loading is what a start consists of.
 *
 * @since 0.1.0
 */
import * as Module from "node:module"

// The build puts the version of package.json here.
declare const USERPLANE_LINKS_VERSION: string

/** Node 22 and later keep compiled code for the next start, in the folder for temporary files. */
const keepCompiledCode = (): void => {
  const enable: unknown = Reflect.get(Module, "enableCompileCache")
  if (typeof enable === "function") enable()
}

const [, , ...args] = process.argv

if (args.length === 1 && args[0] === "--version") {
  process.stderr.on("error", () => {})
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exitCode = error.code === "EPIPE" ? 130 : 4
    if (error.code !== "EPIPE") process.stderr.write(`The version could not be written: ${error.message}.\n`)
  })
  process.stdout.write(`${USERPLANE_LINKS_VERSION}\n`)
} else {
  keepCompiledCode()
  const { run } = await (args.includes("fleet") ? import("./FleetProgram.js") : import("./NodeProgram.js"))
  run(USERPLANE_LINKS_VERSION)
}
