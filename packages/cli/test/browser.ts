/** A real browser without a window, where there is one. */
import { existsSync } from "node:fs"
import * as Effect from "effect/Effect"
import { type Browser, chromium } from "playwright-core"

export type { Browser }

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** `.ci/run` sets it, so that no test is skipped there. */
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

/** A browser with a profile of its own, until the scope is closed. */
export const browser = Effect.acquireRelease(
  Effect.promise(() => chromium.launch({ executablePath, args, headless: true })),
  (browser) => Effect.promise(() => browser.close())
)
