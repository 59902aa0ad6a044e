/** The page of a worker, in a real browser. */
import { expect, it, layer } from "@effect/vitest"
import * as Chromium from "@effect-userplane/testing/Chromium"
import { restoreAfterAll } from "@effect-userplane/testing/TestMethods"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Browser } from "playwright-core"
import { describe } from "vitest"
import * as Fleet from "../src/Fleet.js"
import * as FleetServer from "../src/FleetServer.js"

const at = Date.UTC(2026, 0, 12, 9)

const running: Fleet.RunProgress = {
  id: "clean-up",
  user: "ada",
  state: "Running",
  concurrency: 8,
  final: 1234,
  failed: 12,
  pending: 8766,
  inFlight: 0,
  pauseReason: undefined,
  share: 0.5,
  rate: 1.5,
  waitingFor: { reason: "Window", window: { limit: 120, duration: 60_000 }, until: at, message: undefined },
  windows: [
    { limit: 120, duration: 60_000, used: 118 },
    { limit: 10_000, duration: 86_400_000, used: 1240 }
  ],
  forecastEnd: at + 86_400_000,
  owner: "build-3:4711",
  lastErrors: [{ at, tag: "LinkNotFound", message: "Link not found", link: { workspaceId: "ws_1", linkId: "lnk_1" } }]
}

const waiting: Fleet.RunProgress = {
  ...running,
  // A name that would be HTML if it were not escaped, and that is wider than a phone.
  id: `<img src="/other">&"${"x".repeat(120)}`,
  state: "Paused",
  pauseReason: "ApiKeyExpired: <b>The key has expired</b>",
  waitingFor: { reason: "Key", window: undefined, until: undefined, message: undefined },
  forecastEnd: undefined,
  owner: undefined,
  windows: [],
  lastErrors: []
}

const { lastErrors } = running

const done: Fleet.RunProgress = {
  ...waiting,
  id: "last year",
  state: "Done",
  pauseReason: undefined,
  pending: 0,
  lastErrors
}

/** What a list of runs has of a run. */
const statusOf = (run: Fleet.RunProgress): Fleet.RunStatus => {
  const { concurrency, failed, final, id, inFlight, pauseReason, pending, state, user } = run
  return { concurrency, failed, final, id, inFlight, pauseReason, pending, state, user }
}

/** Runs that nobody works on: they change when they are paused, resumed and cancelled. */
const fleetOf = (...given: ReadonlyArray<Fleet.RunProgress>) => {
  const known = new Map(given.map((run) => [run.id, run]))
  const found = (id: string) => {
    const run = known.get(id)
    return run === undefined ? new Fleet.RunNotFound({ id, message: `There is no run ${id}` }) : Effect.succeed(run)
  }
  const change = (state: Fleet.RunState) => (id: string) =>
    Effect.map(found(id), (run) => {
      const changed = { ...run, state, pauseReason: undefined }
      known.set(id, changed)
      return changed
    })
  const unexpected = Effect.dieMessage("This was not expected")
  const service: Context.Tag.Service<Fleet.Fleet> = {
    submit: () => unexpected,
    runs: Effect.sync(() => Array.from(known.values(), statusOf)),
    status: found,
    watch: (id) => Stream.fromEffect(found(id)),
    outcomes: () => Stream.fromEffect(unexpected),
    knownOutcomes: () => Stream.fromEffect(unexpected),
    pause: change("Paused"),
    resume: change("Running"),
    cancel: change("Cancelled"),
    update: () => unexpected,
    rotateKey: () => unexpected
  }
  return { known, service }
}

/** One browser for all tests. */
class OpenBrowser extends Context.Tag("OpenBrowser")<OpenBrowser, Browser>() {}

const browser = Effect.acquireRelease(Effect.promise(Chromium.launch), (browser) =>
  Effect.promise(() => browser.close())
)

const desktop = 1000
const phone = 390

const opened = (fleet: Context.Tag.Service<Fleet.Fleet>) =>
  Effect.gen(function* () {
    const scope = yield* Effect.acquireRelease(Scope.make(), (scope) => Scope.close(scope, Exit.void))
    const served = Layer.provide(FleetServer.layer(), Layer.succeed(Fleet.Fleet, fleet))
    const { url } = Context.get(yield* Layer.buildWithScope(served, scope), FleetServer.FleetServer)
    const browser = yield* OpenBrowser
    const tab = yield* Effect.acquireRelease(
      Effect.promise(() => browser.newPage({ viewport: { width: desktop, height: 800 } })),
      (tab) => Effect.promise(() => tab.close())
    )
    const { complaints, requests } = Chromium.observed(tab)
    yield* Effect.promise(() => tab.goto(url))
    return { close: Scope.close(scope, Exit.void), complaints, requests, tab, url }
  })

restoreAfterAll(it)

if (Chromium.isMissing) process.stderr.write(`${Chromium.howToHaveIt}\n`)

describe.skipIf(Chromium.isMissing)("the page of a worker", () => {
  layer(Layer.scoped(OpenBrowser, browser), { excludeTestServices: true })((it) => {
    it.scoped("shows the runs as they go on, and asks nobody but its own server", () =>
      Effect.gen(function* () {
        const { known, service } = fleetOf(running, waiting, done)
        const { complaints, requests, tab, url } = yield* opened(service)
        yield* Effect.promise(async () => {
          expect(await tab.getByRole("heading", { level: 2 }).allTextContents()).toEqual([
            "Quota of ada",
            running.id,
            waiting.id,
            done.id
          ])
          const windows = tab.getByRole("region", { name: "Quota of ada" }).getByRole("listitem")
          expect((await windows.allTextContents()).map((text) => text.trim())).toEqual([
            "Requests in the last minute: 118 of 120",
            "Requests in the last day: 1,240 of 10,000"
          ])
          const run = tab.getByRole("article", { name: "clean-up" })
          for (const text of [
            "1,234 of 10,000 links final, 12 not deleted, 0 in flight",
            "90 links a minute",
            "the quota of a minute, until 2026-01-12 09:00:00 UTC",
            "2026-01-13 09:00:00 UTC",
            "50% of the quota, 8 links at a time",
            "build-3:4711",
            "LinkNotFound: Link not found"
          ]) {
            expect(await run.textContent()).toContain(text)
          }
          expect(await tab.getByText("Paused: ApiKeyExpired: <b>The key has expired</b>").count()).toBe(1)

          const ended = tab.getByRole("article", { name: done.id })
          for (const text of ["LinkNotFound: Link not found", "Done"]) expect(await ended.textContent()).toContain(text)
          expect(await ended.textContent()).not.toContain("Worker")

          known.set("new", { ...running, id: "new" })
          known.set(running.id, { ...running, final: 1300, pending: 8700 })
          await tab.getByRole("article", { name: "new" }).waitFor()
          await run.getByText("1,300 of 10,000 links final").waitFor()
          known.delete("new")
          await tab.getByRole("article", { name: "new" }).waitFor({ state: "detached" })
        })
        expect(new Set(requests.map((request) => new URL(request).origin))).toEqual(new Set([url]))
        expect(complaints).toEqual([])
      })
    )

    it.scoped("pauses and resumes by the keyboard, and keeps the focus", () =>
      Effect.gen(function* () {
        const { known, service } = fleetOf({ ...running, id: "another" }, running)
        const { tab } = yield* opened(service)
        yield* Effect.promise(async () => {
          await tab.getByRole("button", { name: "Pause clean-up" }).focus()
          await tab.keyboard.press("Enter")
          const resume = tab.getByRole("button", { name: "Resume clean-up" })
          await resume.waitFor()
          expect(known.get("clean-up")?.state).toBe("Paused")
          expect(await tab.evaluate<string>("document.activeElement.textContent")).toBe("Resume")
          // A run that comes first moves the others, and not the focus.
          const others = [...known]
          known.clear()
          for (const [id, run] of [["new", { ...running, id: "new" }] as const, ...others]) known.set(id, run)
          await tab.getByRole("article", { name: "new" }).waitFor()
          await tab.keyboard.press("Enter")
          await tab.getByRole("button", { name: "Pause clean-up" }).waitFor()
        })
        expect([...known.values()].map(({ state }) => state)).toEqual(["Running", "Running", "Running"])
      })
    )

    it.scoped("cancels after a question, which stays open while the page changes", () =>
      Effect.gen(function* () {
        const { known, service } = fleetOf(running)
        const { tab } = yield* opened(service)
        yield* Effect.promise(async () => {
          const cancel = tab.getByRole("button", { name: "Cancel clean-up", exact: true })
          expect(await cancel.isVisible()).toBe(false)
          await tab.getByText("Cancel?").focus()
          await tab.keyboard.press("Enter")
          await cancel.waitFor()
          known.set("clean-up", { ...running, final: 2000, pending: 8000 })
          await tab.getByText("2,000 of 10,000 links final").waitFor()
          expect(await cancel.isVisible()).toBe(true)
          await tab.keyboard.press("Tab")
          await tab.keyboard.press("Enter")
          await tab.getByText("Cancelled").waitFor()
          expect(await tab.getByRole("button").count()).toBe(0)
        })
        expect(known.get("clean-up")?.state).toBe("Cancelled")
      })
    )

    it.scoped("says what was refused, and that the worker is gone", () =>
      Effect.gen(function* () {
        const { service } = fleetOf(running)
        const full = new Fleet.FleetUnavailable({ message: "The disk is full" })
        const { close, tab } = yield* opened({ ...service, pause: () => full })
        yield* Effect.promise(async () => {
          await tab.getByRole("button", { name: "Pause clean-up" }).click()
          await tab.getByRole("status").getByText("The disk is full").waitFor()
        })
        yield* close
        yield* Effect.promise(() =>
          tab.getByRole("status").getByText("The worker does not answer. What is shown may be out of date.").waitFor()
        )
        expect(yield* Effect.promise(() => tab.getByRole("article").count())).toBe(1)
      })
    )

    it.scoped("leaves axe nothing to find, and a phone nothing to scroll sideways", () =>
      Effect.gen(function* () {
        for (const [runs, looks] of [
          [
            [running, waiting, done],
            ["light", "dark"]
          ],
          [[], ["dark"]]
        ] as const) {
          const { tab } = yield* opened(fleetOf(...runs).service)
          yield* Effect.promise(async () => {
            for (const question of await tab.getByText("Cancel?").all()) await question.click()
            for (const colorScheme of looks) {
              const width = colorScheme === "light" ? desktop : phone
              expect(await Chromium.lookedAt(tab, colorScheme, width)).toStrictEqual({ violations: [], width })
            }
          })
        }
      })
    )
  })
})
