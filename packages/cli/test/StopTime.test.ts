/** A deletion that stops by itself, and the part of the quota that it uses. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as TimeOfDay from "../src/command/TimeOfDay.js"
import * as PendingLinks from "../src/delete/PendingLinks.js"
import * as StopTime from "../src/delete/StopTime.js"
import { canaryKey } from "./fixtures.js"
import { run } from "./inProcess.js"

const env = { USERPLANE_API_KEY: canaryKey }

const start = new Date(2026, 0, 15, 5, 59, 0).getTime()

const until = (holds: () => boolean) =>
  Effect.repeat(
    Effect.promise(() => new Promise((resolve) => setImmediate(resolve))),
    { until: holds }
  )

/** Deletes links, one a minute, and lets so much time pass after the first. */
const deleting = (args: ReadonlyArray<string>, pass: Duration.DurationInput, links = ["lnk_1", "lnk_2"]) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(start)
    let requests = 0
    const fetch: typeof globalThis.fetch = (input) => {
      requests += 1
      const linkId = String(input).split("/").at(-1)
      return Promise.resolve(Response.json({ message: "", data: { workspaceId: "ws_1", linkId } }))
    }
    const command = ["delete", ...links, "-w", "ws_1", "--per-minute", "1", "--concurrency", "1", ...args]
    const fiber = yield* Effect.fork(run(command, { env, fetch }))
    yield* until(() => requests === 1)
    yield* TestClock.adjust(pass)
    return { ...(yield* Fiber.join(fiber)), requests }
  })

describe("delete", () => {
  it.effect.each([
    ["--until", "06:00"],
    ["--until", "2026-01-15T06:00"],
    ["--max-duration", "59s"]
  ] as const)("stops by %s %s, says how to resume and that links are pending: 5", (args) =>
    Effect.gen(function* () {
      const { exitCode, requests, stderr, stdout } = yield* deleting(args, "1 minute")
      expect({ exitCode, requests }).toStrictEqual({ exitCode: 5, requests: 1 })
      expect(stderr).toContain(`Stopping by ${args[0]}. Finishing what is in flight.`)
      expect(stderr).toContain("--journal")
      expect(stdout).toContain(`Stopped by ${args[0]} before`)
    })
  )

  const last = (args: ReadonlyArray<string>, stdin = "") =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      let answer: (() => void) | undefined
      const fetch: typeof globalThis.fetch = () =>
        new Promise((resolve) => {
          answer = () => resolve(Response.json({ message: "", data: { workspaceId: "ws_1", linkId: "lnk_1" } }))
        })
      const command = ["delete", ...args, "-w", "ws_1", "--concurrency", "1", "--until", "06:00"]
      const fiber = yield* Effect.fork(run(command, { env, fetch, stdin }))
      yield* until(() => answer !== undefined)
      yield* TestClock.adjust("1 minute")
      answer?.()
      return yield* Fiber.join(fiber)
    })

  const folder = Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "stop-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true }))
  )

  const lines = "lnk_1\nlnk_1\n"

  it.scoped.each([
    ["arguments", (_: string) => ["lnk_1", "lnk_1"], ""],
    ["a file", (path: string) => ["--from", `${path}/links.txt`], ""],
    ["a file and a journal", (path: string) => ["--from", `${path}/links.txt`, "--journal", `${path}/journal`], ""],
    ["stdin", (_: string) => ["-"], lines]
  ] as const)("has nothing pending when the last link is in flight, and is named twice: %s", ([, args, stdin]) =>
    Effect.gen(function* () {
      const path = yield* folder
      writeFileSync(join(path, "links.txt"), lines)
      const { exitCode, stderr } = yield* last(args(path), stdin)
      expect(exitCode).toBe(0)
      expect(stderr).toContain("Stopping by --until. Finishing what is in flight.\n")
      expect(stderr).not.toMatch(/pending|resume/i)
    })
  )

  it.scoped.each([
    ["a file", (path: string) => ["--from", `${path}/links.txt`], ""],
    ["a file and a journal", (path: string) => ["--from", `${path}/links.txt`, "--journal", `${path}/journal`], ""],
    ["stdin", (_: string) => ["-"], "lnk_1\nlnk_1\nlnk_2\nlnk_2\n"]
  ] as const)("counts a pending link that is named twice once: %s", ([, args, stdin]) =>
    Effect.gen(function* () {
      const path = yield* folder
      writeFileSync(join(path, "links.txt"), "lnk_1\nlnk_1\nlnk_2\nlnk_2\n")
      const { exitCode, stderr } = yield* last(args(path), stdin)
      expect(exitCode).toBe(5)
      expect(stderr).toContain("Pending: 1 link.\n")
      expect(stderr).toContain(
        args(path).includes("--journal") ? "Resume with: userplane-links delete" : "Run it again"
      )
    })
  )

  it.effect("ends as ever when all is done by then: 0", () =>
    Effect.gen(function* () {
      const { exitCode, stderr } = yield* deleting(["--max-duration", "1h"], "0 millis", ["lnk_1"])
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
    })
  )

  it.effect.each([
    ["--until", "2020-01-01T06:00", "has passed"],
    ["--until", "24:00", "06:00"],
    ["--until", "6am", "06:00"],
    ["--until", "2027-01-01", "06:00"],
    ["--max-duration", "0s", "more than nothing"],
    ["--max-duration", "2", "30s"],
    ["--quota-share", "0.5", "50%"],
    ["--quota-share", "50", "50%"],
    ["--quota-share", "0%", "50%"],
    ["--quota-share", "101%", "50%"]
  ] as const)("refuses %s %s before anything is sent: 2", ([option, value, said]) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const { exitCode, stderr, stdout } = yield* run(["delete", "lnk_1", "-w", "ws_1", option, value], { env })
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toContain(said)
    })
  )

  it.effect.each([
    [["--quota-share", "50%"], 60, 5000],
    [["--quota-share", "29%", "--per-minute", "100", "--per-day", "3"], 29, 1],
    [["--quota-share", "50%", "--per-minute", "1"], 1, 5000]
  ] as const)("uses the part of both limits that %j says", ([args, perMinute, perDay]) =>
    Effect.gen(function* () {
      const command = ["delete", "lnk_1", "-w", "ws_1", "--dry-run", ...args]
      const { stdout } = yield* run([...command, "--output", "ndjson"], { env })
      expect(JSON.parse(stdout)).toMatchObject({ windows: [{ limit: perMinute }, { limit: perDay }] })
      expect((yield* run(command, { env })).stdout).toContain("% of the quota")
    })
  )
})

describe("the time to stop", () => {
  it("is today's or tomorrow's", () => {
    const time = { _tag: "Daily", hours: 6, minutes: 0 } as const
    expect(TimeOfDay.next(time, start)).toBe(start + 60_000)
    expect(TimeOfDay.next(time, start + 60_000)).toBe(new Date(2026, 0, 16, 6).getTime())
  })

  it.effect("follows a wall clock that is set, where it is a time of day", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const stop = yield* StopTime.start(Option.some(start + 3_600_000), Option.none())
      const fiber = yield* Effect.fork(stop)
      yield* TestClock.setTime(start + 3_600_000)
      expect(yield* Fiber.join(fiber)).toBe("--until")
    })
  )
})

describe("the links of a long pipe", () => {
  const ref = (linkId: string) => ({ workspaceId: "ws_1", linkId })

  it.effect.each([
    [["lnk_1", "lnk_1", "lnk_final"], 0],
    [["lnk_1", "lnk_2"], undefined]
  ] as const)("are read ahead, so that the end is known with the last: %j", ([linkIds, count]) =>
    Effect.gen(function* () {
      let hasEnded = false
      const refs = Stream.ensuring(
        Stream.fromIterable(linkIds.map(ref)),
        Effect.sync(() => {
          hasEnded = true
        })
      )
      const source = { refs, total: undefined, named: [] }
      const pending = PendingLinks.make(source, ({ linkId }) => linkId === "lnk_final")
      const pull = yield* Stream.toPull(pending.refs)
      yield* pull
      yield* until(() => hasEnded)
      expect(yield* pending.count).toBe(undefined)
      pending.attempted(ref("lnk_1"))
      expect(yield* pending.count).toBe(count)
    }).pipe(Effect.scoped)
  )
})
