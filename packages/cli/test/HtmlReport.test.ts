/** The page of a journal, in a real browser. */
import { pathToFileURL } from "node:url"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Browser from "./browser.js"
import { longRun, textOf } from "./journals.js"
import { run } from "./spawned.js"

/** The page that the command writes for a journal of a name that is no HTML. */
const page = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped()
  const journal = `${folder}/a<b>&"c".ndjson`
  yield* files.writeFileString(journal, `${longRun(1000).map(textOf).join("\n")}\n`)
  const html = `${folder}/report.html`
  const { exitCode, stderr } = yield* run(["report", journal, "--html", html])
  expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
  return { journal, url: pathToFileURL(html).href }
})

const opened = (colorScheme: "dark" | "light") =>
  Effect.gen(function* () {
    const { journal, url } = yield* page
    const browser = yield* Browser.browser
    return yield* Effect.promise(async () => {
      const tab = await browser.newPage({ colorScheme, viewport: { width: 800, height: 1000 } })
      const requests: Array<string> = []
      const complaints: Array<string> = []
      tab.on("request", (request) => requests.push(request.url()))
      tab.on("console", (message) => complaints.push(message.text()))
      tab.on("pageerror", (error) => complaints.push(error.message))
      await tab.goto(url)
      return { complaints, journal, requests, tab, url }
    })
  })

// As text: it runs in the browser, whose types are not those of Node.
const colorsInUse = `[
  getComputedStyle(document.body).backgroundColor,
  getComputedStyle(document.body).color,
  getComputedStyle(document.querySelector(".role-axis-label text")).fill
]`

/** The relative luminance of a color such as `rgb(20, 25, 31)`, as WCAG 2.2 defines it. */
const luminance = (color: string): number => {
  const [r = 0, g = 0, b = 0] = (color.match(/\d+/g) ?? []).map((part) => {
    const share = Number(part) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

if (Browser.isMissing) process.stderr.write(`${Browser.howToHaveIt}\n`)

describe.skipIf(Browser.isMissing)("the page of a journal", () => {
  it.scopedLive("asks for nothing but itself, and breaks no rule of its own policy", () =>
    Effect.gen(function* () {
      const { complaints, requests, url } = yield* opened("light")
      expect(requests).toStrictEqual([url])
      expect(complaints).toStrictEqual([])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("shows a plot for each window of the quota, the outcomes and the latencies", () =>
    Effect.gen(function* () {
      const { journal, tab } = yield* opened("light")
      yield* Effect.promise(async () => {
        expect(await tab.getByRole("heading").textContent()).toBe(`Deleted Userplane links: ${journal}`)
        const plots = tab.getByRole("img")
        expect(await plots.count()).toBe(4)
        for (const [name, shown] of [
          ["Requests in the last minute", "quota: 120"],
          ["Requests in the last day", "quota: 10,000"],
          ["Links by outcome", "LinkNotFound"],
          ["Time from a request to its response", "requests"]
        ] as const) {
          const plot = tab.getByRole("img", { name })
          expect(await plot.textContent()).toContain(shown)
          const box = await plot.boundingBox()
          expect(box?.width).toBeGreaterThan(600)
          expect(box?.height).toBeGreaterThan(100)
        }
      })
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("draws the quota inside of the plot, above what was used", () =>
    Effect.gen(function* () {
      const { tab } = yield* opened("light")
      const plot = tab.getByRole("img", { name: "Requests in the last day" })
      const [area, quota] = yield* Effect.promise(() =>
        Promise.all([
          plot.locator(".mark-area path").boundingBox(),
          plot.locator(".mark-rule.role-mark line").boundingBox()
        ])
      )
      expect(quota?.y).toBeLessThan(area?.y ?? 0)
      expect(quota?.width).toBeGreaterThan(500)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive.each(["light", "dark"] as const)("has text that can be read in the %s scheme", (scheme) =>
    Effect.gen(function* () {
      const { tab } = yield* opened(scheme)
      const colors = yield* Effect.promise(() => tab.evaluate<ReadonlyArray<string>>(colorsInUse))
      const [paper = 0, ink = 0, label = 0] = colors.map(luminance)
      // The contrast that WCAG 2.2 asks of text.
      const contrast = (other: number) => (Math.max(paper, other) + 0.05) / (Math.min(paper, other) + 0.05)
      expect(contrast(ink)).toBeGreaterThan(4.5)
      expect(contrast(label)).toBeGreaterThan(4.5)
      expect(paper > ink).toBe(scheme === "light")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
