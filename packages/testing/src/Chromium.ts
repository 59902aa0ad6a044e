/** The Chromium of this machine, without a window. */
import { existsSync } from "node:fs"
import axe from "axe-core"
import { type Browser, chromium, type Page } from "playwright-core"

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** `.ci/run` sets it, so that nothing is skipped there. */
const isRequired = process.env["REQUIRE_CHROMIUM"] !== undefined

export const isMissing = !isRequired && !existsSync(executablePath)

export const howToHaveIt =
  "Skipped without a browser: apt-get install chromium, or set CHROMIUM to the path of one. REQUIRE_CHROMIUM=1 skips nothing."

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** Starts a browser with a profile of its own. */
export const launch = (): Promise<Browser> => chromium.launch({ executablePath, args, headless: true })

/** What a tab asks for, and what its scripts complain of, from now on. */
export const observed = (
  tab: Page
): { readonly requests: ReadonlyArray<string>; readonly complaints: ReadonlyArray<string> } => {
  const requests: Array<string> = []
  const complaints: Array<string> = []
  tab.on("request", (request) => requests.push(request.url()))
  tab.on("console", (message) => complaints.push(message.text()))
  tab.on("pageerror", (error) => complaints.push(error.message))
  return { requests, complaints }
}

// As text: it runs in the browser, whose types are not those of Node.
const violations = `axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 200)).join(" ")))`

/** How a page is at a width, in a colour scheme: what axe finds wrong with it, and the width that it takes. */
export const lookedAt = async (
  tab: Page,
  colorScheme: "dark" | "light",
  width: number
): Promise<{ readonly violations: ReadonlyArray<string>; readonly width: number }> => {
  await tab.emulateMedia({ colorScheme })
  await tab.setViewportSize({ width, height: 800 })
  if ((await tab.evaluate("typeof axe")) === "undefined") await tab.evaluate(axe.source)
  return {
    violations: await tab.evaluate(violations),
    width: await tab.evaluate("document.documentElement.scrollWidth")
  }
}
