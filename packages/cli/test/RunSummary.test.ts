import { describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { FakeStream } from "./fakeStream.js"
import { canaryKey } from "./fixtures.js"
import { run } from "./inProcess.js"

const { links, workspaces } = Fixtures

const inMain = ["--workspace", workspaces.main, "--output", "ndjson", "--concurrency", "1"]

const linesOf = (stdout: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))

const env = { USERPLANE_API_KEY: canaryKey }

const answering =
  (status: number, body: unknown): typeof globalThis.fetch =>
  () =>
    Promise.resolve(Response.json(body, { status }))

const notFound = answering(404, { code: "LINK_NOT_FOUND", message: "None" })

const results = { Deleted: 0, AlreadyGone: 0, NotDeleted: 0, Unknown: 0, NotAttempted: 0 }

/** Waits for something that comes without time going by. */
const until = (holds: () => boolean) =>
  Effect.repeat(
    Effect.promise(() => new Promise((resolve) => setImmediate(resolve))),
    { until: holds }
  )

describe("the last line of NDJSON is a summary", () => {
  it.live("of a deletion that went through to its end", () =>
    Effect.gen(function* () {
      const ids = [links.deletable, links.gone, links.forbidden, links.lostReply, links.unknown]
      const { exitCode, stdout } = yield* run(["delete", ...ids, "--sandbox", ...inMain])
      expect(exitCode).toBe(1)
      const lines = linesOf(stdout)
      expect(lines.filter(({ type }) => type !== undefined)).toHaveLength(1)
      const { endedAt, startedAt, waitedMillis, ...summary } = lines.at(-1) ?? {}
      expect(summary).toStrictEqual({
        type: "summary",
        links: 5,
        results: { ...results, Deleted: 2, AlreadyGone: 1, NotDeleted: 2 },
        confirmations: { Reply: 1, GoneAfterLostReply: 1 },
        failures: { LinkDeleteForbidden: 1, LinkNotFound: 1 },
        requests: 6,
        retries: 1,
        pending: 0,
        exitCode: 1
      })
      expect(waitedMillis).toBeTypeOf("number")
      expect(Date.parse(String(endedAt))).toBeGreaterThanOrEqual(Date.parse(String(startedAt)))
    })
  )

  it.live("of none when nothing was begun", () =>
    Effect.gen(function* () {
      expect((yield* run(["delete", "lnk_1,lnk_2", "--sandbox", ...inMain])).stdout).toBe("")
      expect((yield* run(["delete", "lnk_1", "--dry-run", "--sandbox", ...inMain])).stdout).not.toContain('"summary"')
    })
  )

  it.live("of no link", () =>
    Effect.gen(function* () {
      const { exitCode, stdout } = yield* run(["delete", "-", "--sandbox", ...inMain], { stdin: "# none\n" })
      expect(exitCode).toBe(0)
      expect(linesOf(stdout)).toStrictEqual([
        {
          type: "summary",
          links: 0,
          results,
          confirmations: { Reply: 0, GoneAfterLostReply: 0 },
          failures: {},
          requests: 0,
          retries: 0,
          waitedMillis: 0,
          pending: 0,
          exitCode: 0
        }
      ])
    })
  )

  it.effect("of a rejected key: 3", () =>
    Effect.gen(function* () {
      const fetch = answering(401, { code: "API_KEY_INVALID", message: `No ${canaryKey}` })
      const stdin = "lnk_1\nlnk_2\nlnk_3\nlnk_3\n"
      const { exitCode, stdout } = yield* run(["delete", "-", ...inMain], { env, fetch, stdin })
      expect(linesOf(stdout).at(-1)).toMatchObject({ links: 1, pending: 2, stopped: "Rejected", exitCode, requests: 1 })
      expect(exitCode).toBe(3)
      const named = yield* run(["delete", "lnk_1", "lnk_2", ...inMain], { env, fetch })
      expect(linesOf(named.stdout).at(-1)).toMatchObject({ links: 2, pending: 1, stopped: "Rejected" })
      expect(stdout + named.stdout).not.toContain(canaryKey)
    })
  )

  it.effect("of an outage that lasted too long: 5", () =>
    Effect.gen(function* () {
      const fetch = () => Promise.reject(Object.assign(new TypeError("refused"), { cause: { code: "ECONNREFUSED" } }))
      const stdin = Array.from({ length: 20 }, (_, index) => `lnk_${index}\n`).join("")
      const args = ["delete", "-", "--workspace", workspaces.main, "--output", "ndjson", "--give-up-after", "10m"]
      const fiber = yield* Effect.fork(run(args, { env, fetch, stdin }))
      yield* Effect.repeat(
        Effect.zipRight(
          Effect.promise(() => new Promise((resolve) => setImmediate(resolve))),
          TestClock.adjust("1 minute")
        ),
        { until: () => Effect.map(Fiber.poll(fiber), ({ _tag }) => _tag === "Some") }
      )
      const { exitCode, stdout } = yield* Fiber.join(fiber)
      expect(exitCode).toBe(5)
      expect(linesOf(stdout).at(-1)).toMatchObject({ stopped: "Outage", exitCode: 5, pending: 20 })
    })
  )

  it.effect("of a deletion that --max-duration ends: 5", () =>
    Effect.gen(function* () {
      let requests = 0
      const fetch: typeof globalThis.fetch = (...request) => {
        requests += 1
        return notFound(...request)
      }
      const stdin = "lnk_1\nlnk_1\nlnk_2\nlnk_3\n"
      const args = ["delete", "-", ...inMain, "--per-minute", "1", "--max-duration", "30s"]
      const fiber = yield* Effect.fork(run(args, { env, fetch, stdin }))
      yield* until(() => requests === 1)
      yield* TestClock.adjust("30 seconds")
      const { exitCode, stderr, stdout } = yield* Fiber.join(fiber)
      expect(linesOf(stdout).at(-1)).toMatchObject({ links: 1, pending: 2, stopped: "MaxDuration", exitCode: 5 })
      expect(exitCode).toBe(5)
      expect(stderr).toContain("Pending: 2 links.")
    })
  )

  it.effect("of input that breaks off: 1", () =>
    Effect.gen(function* () {
      // More than is read ahead of a pipe.
      const stdin = `${"lnk_1\n".repeat(200_000)}lnk_1,lnk_2\n`
      const { exitCode, stdout } = yield* run(["delete", "-", ...inMain], { env, fetch: notFound, stdin })
      const { pending, ...summary } = linesOf(stdout).at(-1) ?? {}
      expect(summary).toMatchObject({ links: 1, stopped: "BadInput", exitCode })
      expect({ exitCode, pending }).toStrictEqual({ exitCode: 1, pending: undefined })
    })
  )

  it.effect("of a deletion that is interrupted in mid-request: 130", () =>
    Effect.gen(function* () {
      let requests = 0
      const fetch: typeof globalThis.fetch = (_, init) => {
        requests += 1
        if (requests === 1) return notFound("")
        return new Promise((_, reject) => {
          init?.signal?.addEventListener("abort", () => reject(new Error("aborted")))
        })
      }
      const stdout = new FakeStream()
      const fiber = yield* Effect.fork(run(["delete", "lnk_1", "lnk_2", "lnk_3", ...inMain], { env, fetch, stdout }))
      yield* until(() => requests === 2)
      yield* Fiber.interrupt(fiber)
      expect(linesOf(stdout.text).at(-1)).toMatchObject({
        links: 3,
        results: { ...results, NotDeleted: 1, Unknown: 1, NotAttempted: 1 },
        requests: 2,
        pending: 1,
        stopped: "Interrupted",
        exitCode: 130
      })
    })
  )

  it.live("is not taken for a link when it is read again", () =>
    Effect.gen(function* () {
      const first = yield* run(["delete", links.deletable, links.gone, "--sandbox", ...inMain])
      const again = yield* run(["delete", "-", "--sandbox", ...inMain], { stdin: first.stdout })
      expect(again.exitCode).toBe(0)
      expect(linesOf(again.stdout)).toHaveLength(3)
    })
  )
})
