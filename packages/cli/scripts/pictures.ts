/**
 * `pnpm pictures`: draws the pictures of the README from a real run, which takes three minutes: 360 links of a sandbox over
 * HTTP, some of whose responses are late, lost or failures, under the documented quota. It needs `script` of util-linux for
 * a terminal, and Chromium.
 */
import { spawn } from "node:child_process"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { fileURLToPath, pathToFileURL } from "node:url"
import { stripVTControlCharacters } from "node:util"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type Browser, chromium } from "playwright-core"

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const command = path("../dist/userplane-links.js")
const images = path("../../../docs/images")

const { keys, links, users, workspaces } = Fixtures

/** The number of columns the terminal has. */
const columns = 100

const world = Effect.gen(function* () {
  const { addFault, addLinks, clearFaults } = yield* Sandbox.Sandbox
  const where = { workspaceId: workspaces.main }
  const own = yield* addLinks(344, { ...where, creatorId: users.member })
  const gone = yield* addLinks(10, { ...where, creatorId: users.member, deleted: true })
  const others = yield* addLinks(5, { ...where, creatorId: users.owner })
  yield* clearFaults
  yield* addFault(Fault.LostReply.make(), { probability: 0.02 })
  yield* addFault(Fault.ServiceUnavailable.make(), { probability: 0.02 })
  for (const [millis, probability] of [
    [400, 0.05],
    [200, 0.15],
    [120, 0.3],
    [80, 0.5],
    [50, 1]
  ] as const) {
    yield* addFault(Fault.Slow.make({ delay: Duration.millis(millis) }), {
      probability,
      times: Number.POSITIVE_INFINITY
    })
  }
  return [...own, ...gone, ...others].map(({ linkId }) => linkId).concat(links.unknown)
})

interface Shown {
  readonly text: string
  readonly at: number
}

/** Runs a command in a terminal, and gives back what it showed, piece by piece. */
const inTerminal = (line: string, env: Readonly<Record<string, string>>): Promise<ReadonlyArray<Shown>> =>
  new Promise((resolve, reject) => {
    const shown: Array<Shown> = []
    const start = Date.now()
    const child = spawn(
      "script",
      ["--quiet", "--flush", "--return", "--command", `stty cols ${columns}; ${line}`, "/dev/null"],
      {
        env: { ...process.env, ...env, TERM: "xterm-256color" },
        stdio: ["pipe", "pipe", "inherit"]
      }
    )
    child.stdout.setEncoding("utf8").on("data", (text: string) => shown.push({ text, at: Date.now() - start }))
    child.on("error", reject).on("close", () => resolve(shown))
  })

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")

/** The frame that was on the terminal after so many milliseconds. */
const frameAt = (shown: ReadonlyArray<Shown>, millis: number): ReadonlyArray<string> => {
  const lines = stripVTControlCharacters(
    shown
      .filter(({ at }) => at <= millis)
      .map(({ text }) => text)
      .join("")
  ).split(/\r?\n/)
  const bar = lines.findLastIndex((line) => line.includes("░"))
  return lines.slice(bar, bar + 2)
}

const terminalPage = (prompt: string, [bar = "", facts = ""]: ReadonlyArray<string>): string => `<!doctype html>
<meta charset="utf-8">
<style>
body { margin: 0; padding: 14px 18px; width: max-content; background: #14191f; color: #e4e7eb }
pre { margin: 0; font: 14px/1.5 "DejaVu Sans Mono", monospace }
b { color: #6fcf97; font-weight: normal }
i { color: #9aa5b1; font-style: normal }
</style>
<pre><i>$</i> ${escaped(prompt)}
${escaped(bar).replace(/█+/, "<b>$&</b>")}
${escaped(facts)}</pre>`

/** Takes a picture of a page, from its top to the end of an element. */
const takePicture = async (
  browser: Browser,
  url: string,
  last: string,
  file: string,
  colorScheme: "dark" | "light"
): Promise<void> => {
  const tab = await browser.newPage({ colorScheme, viewport: { width: 800, height: 10 } })
  await tab.goto(url)
  const size = await tab.evaluate<number>("document.body.getBoundingClientRect().width")
  const width = Math.ceil(Math.max(size, 400))
  await tab.setViewportSize({ width, height: 10 })
  const box = await tab.locator(last).boundingBox()
  if (box === null) throw new Error(`${url} shows no ${last}`)
  await tab.screenshot({
    path: `${images}/${file}`,
    fullPage: true,
    clip: { x: 0, y: 0, width, height: Math.ceil(box.y + box.height + 16) }
  })
  await tab.close()
}

const pictures = Effect.gen(function* () {
  const { baseUrl } = yield* SandboxServer.SandboxServer
  const linkIds = yield* world
  yield* Effect.promise(async () => {
    const folder = await mkdtemp(`${tmpdir()}/pictures-`)
    await mkdir(images, { recursive: true })
    await writeFile(`${folder}/links.txt`, linkIds.join("\n"))
    const env = { USERPLANE_BASE_URL: baseUrl, USERPLANE_API_KEY: Redacted.value(keys.member) }
    const args = `delete --from links.txt --workspace ${workspaces.main} --journal clean-up.ndjson --yes`
    const shown = await inTerminal(`cd ${folder} && node ${command} ${args}`, env)
    await inTerminal(`cd ${folder} && node ${command} report clean-up.ndjson --html report.html`, env)
    await writeFile(`${folder}/progress.html`, terminalPage(`userplane-links ${args}`, frameAt(shown, 75_000)))
    const browser = await chromium.launch({
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"]
    })
    await takePicture(browser, pathToFileURL(`${folder}/progress.html`).href, "pre", "progress.png", "dark")
    await takePicture(
      browser,
      pathToFileURL(`${folder}/report.html`).href,
      "figure:nth-of-type(2)",
      "report.png",
      "light"
    )
    await browser.close()
    await rm(folder, { recursive: true })
  })
})

await Effect.runPromise(
  pictures.pipe(Effect.provide(SandboxServer.layer().pipe(Layer.provideMerge(Sandbox.layer({ seed: 7 })))))
)
