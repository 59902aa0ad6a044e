/** The built site in Chromium: wide and narrow, light and dark. */
import { readFileSync } from "node:fs"
import * as Http from "node:http"
import { extname } from "node:path"
import { fileURLToPath } from "node:url"
import { launch } from "@effect-userplane/testing/Chromium"
import type { Browser, ConsoleMessage, Page, Request } from "playwright-core"
import { fileAt, read } from "./builtSite.js"

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml"
}

/** Serves the site on a free port of loopback while something is done with it. */
const served = async <A>(use: (origin: string) => Promise<A>): Promise<A> => {
  const server = Http.createServer(({ url = "/" }, response) => {
    const file = fileAt(new URL(url, "http://site").pathname)
    if (file === undefined) return response.writeHead(404).end()
    return response.writeHead(200, { "content-type": types[extname(file)] ?? "text/plain" }).end(read(file))
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  try {
    const address = server.address()
    const port = typeof address === "object" ? address?.port : undefined
    return await use(`http://127.0.0.1:${port}`)
  } finally {
    server.close().closeAllConnections()
  }
}

const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8")

const widths = [
  { name: "desktop", width: 1280, height: 800 },
  { name: "phone", width: 390, height: 844 }
]

const schemes = ["light", "dark"] as const

/** One page of each form: axe takes its time, and all pages have the same theme. */
const accessible = ["index.html", "errors.html", "packages/cli.html", "api/core/Links.html"]

/** The violations that keep somebody from reading. */
const violations = (tab: Page): Promise<ReadonlyArray<string>> =>
  tab.evaluate(`axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ help, nodes }) => help + ": " + nodes.slice(0, 3).map(({ target }) => target.join(" ")).join(", ")))`)

/** How many pixels of the page are beside the window. */
const overflow = (tab: Page): Promise<number> =>
  tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

/** What axe finds wrong with a page, in each combination of colours and widths. */
const violationsOf = async (tab: Page): Promise<ReadonlyArray<string>> => {
  await tab.evaluate(axe)
  // Colours are looked at when they have changed, not while they do.
  await tab.addStyleTag({ content: "* { transition: none !important }" })
  const found: Array<string> = []
  for (const { height, name, width } of widths) {
    await tab.setViewportSize({ width, height })
    for (const colorScheme of schemes) {
      await tab.emulateMedia({ colorScheme })
      await tab.waitForFunction(`document.documentElement.classList.contains("dark") === ${colorScheme === "dark"}`)
      found.push(...(await violations(tab)).map((violation) => `${name}, ${colorScheme}: ${violation}`))
    }
  }
  return found
}

/** What is wrong with a page. */
const problemsOf = async (tab: Page, origin: string, page: string): Promise<ReadonlyArray<string>> => {
  const problems: Array<string> = []
  const onConsole = (message: ConsoleMessage): void => {
    if (["error", "warning"].includes(message.type())) problems.push(`console: ${message.text()}`)
  }
  const onError = ({ message }: Error): void => void problems.push(`error: ${message}`)
  const onRequest = (request: Request): void => {
    const url = request.url()
    if (!url.startsWith(origin) && !url.startsWith("data:")) problems.push(`asks for ${url}`)
  }
  tab.on("console", onConsole).on("pageerror", onError).on("request", onRequest)
  await tab.goto(`${origin}/${page}`)
  for (const { height, name, width } of widths) {
    await tab.setViewportSize({ width, height })
    const pixels = await overflow(tab)
    if (pixels > 0) problems.push(`${name}: ${pixels} pixels too wide`)
  }
  if (accessible.includes(page)) problems.push(...(await violationsOf(tab)))
  tab.off("console", onConsole).off("pageerror", onError).off("request", onRequest)
  return problems.map((problem) => `${page}: ${problem}`)
}

/** What is wrong with the search. */
const problemsOfSearch = async (browser: Browser, origin: string): Promise<ReadonlyArray<string>> => {
  const tab = await browser.newPage()
  await tab.goto(origin)
  const find = async (words: string, path: string): Promise<ReadonlyArray<string>> => {
    const input = tab.locator("#localsearch-input")
    // A key that is pressed before the scripts of the page have started is lost.
    for (let presses = 0; presses < 30 && !(await input.isVisible()); presses++) {
      await tab.keyboard.press("/")
      await input.waitFor({ timeout: 1000 }).catch(() => undefined)
    }
    await input.fill(words)
    const hit = tab.locator(`.VPLocalSearchBox a.result[href*="${path}"]`).first()
    const isFound = await hit.waitFor({ timeout: 20_000 }).then(
      () => true,
      () => false
    )
    await tab.keyboard.press("Escape")
    return isFound ? [] : [`search: "${words}" does not find ${path}`]
  }
  const problems = [
    ...(await find("retry-after", "/retries.html")),
    ...(await find("LinkGone", "/errors.html")),
    ...(await find("deleteLinks", "/api/core/Links.html"))
  ]
  await tab.close()
  return problems
}

/** What is wrong with some pages, and with the search, in the browser. */
export const problemsInBrowser = (pages: ReadonlyArray<string>): Promise<ReadonlyArray<string>> =>
  served(async (origin) => {
    const browser = await launch()
    try {
      const waiting = [...pages]
      const problems: Array<string> = [...(await problemsOfSearch(browser, origin))]
      const work = async (): Promise<void> => {
        const tab = await browser.newPage({ reducedMotion: "reduce" })
        for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
          problems.push(...(await problemsOf(tab, origin, page)))
        }
      }
      await Promise.all([work(), work()])
      return problems
    } finally {
      await browser.close()
    }
  })
