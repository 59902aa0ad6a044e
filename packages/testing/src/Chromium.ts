/** The Chromium of this machine, without a window. */
import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"

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
