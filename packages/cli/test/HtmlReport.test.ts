/** The page of a journal, in a real browser. */
import { pathToFileURL } from "node:url"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it, layer } from "@effect/vitest"
import * as Chromium from "@effect-userplane/testing/Chromium"
import { restoreAfterAll } from "@effect-userplane/testing/TestMethods"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Browser } from "playwright-core"
import * as HtmlReport from "../src/report/page/HtmlReport.js"
import * as Statistics from "../src/report/Statistics.js"
import { allFailed, inFlight, longRun, manyErrors, oneLink, onlyStarted } from "./journals.js"

type Lines = ReturnType<typeof longRun>

// A name that would be HTML if it were not escaped.
const journal = 'a<b>&"c".ndjson'

const rendered = (lines: Lines) =>
  Effect.gen(function* () {
    const statistics = yield* Statistics.fromLines(Stream.fromIterable(lines))
    return yield* Effect.promise(() => HtmlReport.render(journal, Option.getOrThrow(statistics)))
  })

/** The URL of a file that is given a text, until the scope is closed. */
const fileOf = (text: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* files.makeTempDirectoryScoped()
    yield* files.writeFileString(`${folder}/report.html`, text)
    return pathToFileURL(`${folder}/report.html`).href
  }).pipe(Effect.provide(NodeFileSystem.layer))

/** One browser for all tests. */
class OpenBrowser extends Context.Tag("OpenBrowser")<OpenBrowser, Browser>() {}

const browser = Effect.acquireRelease(Effect.promise(Chromium.launch), (browser) =>
  Effect.promise(() => browser.close())
)

interface Setting {
  readonly colorScheme?: "dark" | "light"
  readonly lines?: Lines
  readonly width?: number
}

const desktop = 1000
const phone = 360

const opened = ({ colorScheme = "light", lines = longRun(1000), width = desktop }: Setting = {}) =>
  Effect.gen(function* () {
    const url = yield* fileOf(yield* rendered(lines))
    const browser = yield* OpenBrowser
    const tab = yield* Effect.acquireRelease(
      Effect.promise(() => browser.newPage({ colorScheme, viewport: { width, height: 1000 } })),
      (tab) => Effect.promise(() => tab.close())
    )
    const { complaints, requests } = Chromium.observed(tab)
    yield* Effect.promise(() => tab.goto(url))
    return { complaints, requests, tab, url }
  })

// As text: it runs in the browser, whose types are not those of Node.
const colorsInUse = `[
  getComputedStyle(document.body).backgroundColor,
  ...[...document.querySelectorAll("body :not(svg, svg *)")].map((element) => getComputedStyle(element).color),
  ...[...document.querySelectorAll("svg text")].map((element) => getComputedStyle(element).fill)
]`

/** The relative luminance of a color such as `rgb(20, 25, 31)`, as WCAG 2.2 defines it. */
const luminance = (color: string): number => {
  const [r = 0, g = 0, b = 0] = (color.match(/\d+/g) ?? []).map((part) => {
    const share = Number(part) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** The journals of runs that look different. */
const journals = [
  ["a long run", longRun(1000)],
  ["a run in flight", inFlight],
  ["a run whose links all failed", allFailed],
  ["a run with many failures", manyErrors],
  ["one link", oneLink],
  ["a run that has only started", onlyStarted]
] as const

restoreAfterAll(it)

if (Chromium.isMissing) process.stderr.write(`${Chromium.howToHaveIt}\n`)

describe.skipIf(Chromium.isMissing)("the page of a journal", () => {
  layer(Layer.scoped(OpenBrowser, browser), { excludeTestServices: true })((it) => {
    it.scoped("asks for nothing but itself, and breaks no rule of its own policy", () =>
      Effect.gen(function* () {
        const { complaints, requests, url } = yield* opened()
        expect(requests).toStrictEqual([url])
        expect(complaints).toStrictEqual([])
      })
    )

    it.scoped("says its title, the verdict, what the plots show, and then the numbers", () =>
      Effect.gen(function* () {
        const { tab } = yield* opened()
        yield* Effect.promise(async () => {
          expect(await tab.title()).toBe(`Deleted Userplane links: ${journal}`)
          expect(await tab.getByRole("heading").allTextContents()).toStrictEqual([
            "Deleted Userplane links",
            "Not finished",
            "Links by outcome",
            "Requests in the last minute",
            "Requests in the last day",
            "Time from a request to its response",
            "Numbers",
            "The run"
          ])
          expect(await tab.getByRole("region", { name: "Not finished" }).textContent()).toContain(
            "Of 1,000 requested links, 966 are gone, 33 were not deleted (LinkNotFound) and 1 is pending."
          )
          expect(
            await tab
              .getByRole("row", { name: /^LinkNotFound/ })
              .getByRole("cell")
              .allTextContents()
          ).toStrictEqual(["33", "3.3 %"])
        })
      })
    )

    it.scoped.each([
      ["a desktop", desktop, 600],
      ["a phone", phone, 300]
    ] as const)("shows each plot once on %s, in the size of its text", ([, width, least]) =>
      Effect.gen(function* () {
        const { tab } = yield* opened({ width })
        yield* Effect.promise(async () => {
          expect(await tab.getByRole("img").count()).toBe(4)
          for (const [name, shown] of [
            ["Links by outcome", "LinkNotFound"],
            ["Requests in the last minute", "quota: 120"],
            ["Requests in the last day", "quota: 10,000"],
            ["Time from a request to its response", "95 %"]
          ] as const) {
            const plot = tab.getByRole("img", { name })
            expect(await plot.textContent()).toContain(shown)
            const box = await plot.boundingBox()
            expect(box?.width).toBeGreaterThan(least)
            expect(box?.height).toBeGreaterThan(100)
            const drawn = Number(await plot.getAttribute("width"))
            expect((box?.width ?? 0) / drawn).toBeCloseTo(1, 1)
          }
        })
      })
    )

    it.scoped("draws the quota inside of the plot, above what was used", () =>
      Effect.gen(function* () {
        const { tab } = yield* opened()
        const plot = tab.getByRole("img", { name: "Requests in the last day" })
        const [area, quota] = yield* Effect.promise(() =>
          Promise.all([
            plot.locator(".mark-area path").boundingBox(),
            plot.locator(".mark-rule.role-mark line").boundingBox()
          ])
        )
        expect(quota?.y).toBeLessThan(area?.y ?? 0)
        expect(quota?.width).toBeGreaterThan(500)
      })
    )

    it.scoped.each(["light", "dark"] as const)("has text that can be read in the %s scheme", (colorScheme) =>
      Effect.gen(function* () {
        const { tab } = yield* opened({ colorScheme })
        const [paper = 0, ...inks] = (yield* Effect.promise(() =>
          tab.evaluate<ReadonlyArray<string>>(colorsInUse)
        )).map(luminance)
        // The contrast that WCAG 2.2 asks of text.
        const contrasts = inks.map((ink) => (Math.max(paper, ink) + 0.05) / (Math.min(paper, ink) + 0.05))
        expect(Math.min(...contrasts)).toBeGreaterThan(4.5)
        expect(paper > (inks[0] ?? 0)).toBe(colorScheme === "light")
      })
    )

    it.scoped("is printed in the light scheme", () =>
      Effect.gen(function* () {
        const { tab } = yield* opened({ colorScheme: "dark" })
        const [paper] = yield* Effect.promise(async () => {
          await tab.emulateMedia({ media: "print", colorScheme: "dark" })
          return tab.evaluate<ReadonlyArray<string>>(colorsInUse)
        })
        expect(paper).toBe("rgb(255, 255, 255)")
      })
    )

    it.scoped.each(journals)("of %s leaves axe nothing to find, and a phone nothing to scroll sideways", ([, lines]) =>
      Effect.gen(function* () {
        const { tab } = yield* opened({ lines })
        yield* Effect.promise(async () => {
          for (const [colorScheme, width] of [
            ["light", desktop],
            ["dark", phone]
          ] as const) {
            expect(await Chromium.lookedAt(tab, colorScheme, width)).toStrictEqual({ violations: [], width })
          }
        })
      })
    )
  })
})

describe("the page of 50,000 links", () => {
  it.effect("has less than 200 KB", () =>
    Effect.gen(function* () {
      expect(Buffer.byteLength(yield* rendered(longRun(50_000)))).toBeLessThan(200_000)
    })
  )
})
