/** The runtimes, and how each runs the program. */
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { promisify } from "node:util"
import { launch } from "@effect-userplane/testing/Chromium"
import type { Browser } from "playwright-core"
import type { Form } from "./bundle.js"
import { installRuntimes, nodes } from "./installed.js"
import type { World } from "./program/report.js"

/** A runtime. */
export interface Runtime {
  readonly name: string
  readonly form: Form
  /** Runs the program in a file, for what it prints. The signal ends it. */
  readonly run: (file: string, world: World, signal: AbortSignal) => Promise<string>
}

const execute = promisify(execFile)

/** A runtime that is a command. */
const command = (
  name: string,
  form: Form,
  executable: string,
  argumentsOf: (file: string) => ReadonlyArray<string> = (file) => [file]
): Runtime => ({
  name,
  form,
  run: async (file, _, signal) => {
    const env = { ...process.env, DENO_DIR: join(dirname(file), "deno"), DENO_NO_UPDATE_CHECK: "1" }
    const { stdout } = await execute(executable, argumentsOf(file), { env, signal, timeout: 30_000 })
    return stdout
  }
})

/** The configuration of workerd that runs a program, and lets it reach loopback. */
const workerdConfig = (program: string): string => `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "program", worker = (
      modules = [(name = "program", esModule = embed "${basename(program)}")],
      compatibilityDate = "2026-11-01"
    )),
    (name = "internet", network = (allow = ["private"]))
  ]
);
`

const configured = (program: string): string => {
  const file = `${program}.capnp`
  writeFileSync(file, workerdConfig(program))
  return file
}

/** A page of a browser without a window. */
const page = (browser: Browser): Runtime => ({
  name: "Chromium",
  form: "script",
  run: async (file, { observerUrl }) => {
    const page = await browser.newPage()
    try {
      await page.goto(observerUrl)
      const failed = new Promise<never>((_, reject) => page.on("pageerror", reject))
      const printed = page.waitForEvent("console", (message) => message.type() === "log")
      await page.addScriptTag({ path: file })
      const message = await Promise.race([printed, failed])
      return message.text()
    } finally {
      await page.close()
    }
  }
})

/** Uses the runtimes. The browser is closed when the work is done. */
export const withRuntimes = async <A>(work: (runtimes: ReadonlyArray<Runtime>) => Promise<A>): Promise<A> => {
  const [{ command: path, version }, nodePaths] = await Promise.all([installRuntimes(), nodes()])
  const named = (name: string, packageName: string): string => `${name} ${version(packageName)}`
  const browser = await launch()
  try {
    return await work([
      ...nodePaths.map((node) => command(`Node ${/\/nodes\/([\d.]+)\//.exec(node)?.[1]}`, "module", node)),
      command(named("Bun", "bun"), "module", path("bun")),
      command(named("Deno", "deno"), "module", path("deno"), (file) => ["run", "--allow-all", file]),
      command(named("workerd", "workerd"), "worker", path("workerd"), (file) => ["test", configured(file)]),
      command(named("edge-runtime", "edge-runtime"), "script", path("edge-runtime")),
      page(browser)
    ])
  } finally {
    await browser.close()
  }
}
