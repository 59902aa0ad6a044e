/** Deleting many links: where they come from, what is asked before, what is kept of it. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { canaryKey } from "./fixtures.js"
import { run } from "./inProcess.js"

const { links, workspaces } = Fixtures

const deleting = (...args: ReadonlyArray<string>) => ["delete", "--sandbox", "--output", "ndjson", ...args]

const inMain = ["--workspace", workspaces.main]

const results = (stdout: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type !== "summary")

/** Waits for something that comes without time going by. */
const until = (holds: () => boolean) =>
  Effect.repeat(
    Effect.promise(() => new Promise((resolve) => setImmediate(resolve))),
    { until: holds }
  )

const folder = Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped()).pipe(
  Effect.provide(NodeFileSystem.layer)
)

const fileOf = (text: string) =>
  Effect.gen(function* () {
    const path = `${yield* folder}/links.txt`
    yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.writeFileString(path, text)).pipe(
      Effect.provide(NodeFileSystem.layer)
    )
    return path
  })

const manyIds = (count: number) => Array.from({ length: count }, (_, index) => `lnk_${index}\n`).join("")

describe("links to delete", () => {
  it.live("come from stdin, as list and jq print them", () =>
    Effect.gen(function* () {
      const listed = results((yield* run(["list", "--sandbox", ...inMain])).stdout)
      const chosen = listed.filter(({ linkTitle }) => linkTitle === "Upload stops half way")
      const stdin = chosen.map((link) => `${JSON.stringify(link, undefined, 2)}\n`).join("")
      const { exitCode, stdout } = yield* run(deleting("-"), { stdin })
      expect(exitCode).toBe(0)
      expect(results(stdout)).toMatchObject([{ linkId: links.lostReply, result: "Deleted" }])
    })
  )

  it.live.each([["-"], ["--from=-"], ["--from", "-"]])("come from stdin by %j", (dash) =>
    Effect.gen(function* () {
      const { stdout } = yield* run(deleting(...dash, ...inMain), { stdin: `${links.gone}\r\n\r\n${links.gone}` })
      expect(results(stdout)).toMatchObject([{ linkId: links.gone, result: "AlreadyGone" }])
    })
  )

  it.scopedLive("come from a file", () =>
    Effect.gen(function* () {
      const file = yield* fileOf(`${links.deletable}\n{"linkId":"${links.gone}"}\n`)
      const { exitCode, stdout } = yield* run(deleting("--from", file, ...inMain))
      expect(exitCode).toBe(0)
      expect(results(stdout)).toHaveLength(2)
    })
  )

  it.scopedLive("are all checked before any is sent, where they stand in a file", () =>
    Effect.gen(function* () {
      const file = yield* fileOf(`${links.deletable}\n{"link":"${links.gone}"}\n`)
      const { exitCode, stderr, stdout } = yield* run(deleting("--from", file, ...inMain))
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toBe(`${file}, line 2: Expected linkId to be a string that is not empty. Nothing was deleted.\n`)
    })
  )

  it.live.each([
    ["two sources", ["lnk_1", "--from", "links.txt", ...inMain], "not both"],
    ["ids and stdin", ["lnk_1", "-", ...inMain], "not both"],
    ["no source", inMain, "Missing argument <linkId>"],
    ["ids without a workspace", ["lnk_1"], "--workspace"],
    ["two journals", ["lnk_1", ...inMain, "--journal", "a", "--resume", "b"], "--journal"],
    ["no concurrency", ["lnk_1", ...inMain, "--concurrency", "0"], "greater than or equal to 1"],
    ["a time without a unit", ["lnk_1", ...inMain, "--timeout", "30"], "30s, 500ms or 2m"],
    ["no time", ["lnk_1", ...inMain, "--timeout", "0s"], "more than nothing"],
    ["a file that is not there", ["--from", "no/such/file", ...inMain], "no/such/file: There is no such file"]
  ] as const)("are not %s: 2", ([, args, said]) =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(deleting(...args))
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toContain(said)
    })
  )
})

describe("links that look like a mistake", () => {
  it.live.each([
    ["an argument", ["lnk_1,lnk_2", ...inMain], ""],
    ["a line", ["-", ...inMain], `${links.deletable}\nlnk_1,lnk_2\n`],
    ["JSON", ["-", ...inMain], '"lnk_1,lnk_2"'],
    ["a cell", ["-", ...inMain], 'linkId\n"lnk_1,lnk_2"']
  ] as const)("are refused before anything is sent, unless somebody insists: %s", ([, args, stdin]) =>
    Effect.gen(function* () {
      const refused = yield* run(deleting(...args), { stdin })
      expect({ exitCode: refused.exitCode, stdout: refused.stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(refused.stderr).toMatch(/"lnk_1,lnk_2" looks like .+ add --accept-unusual-ids\. Nothing was deleted\.\n$/)
      const insisted = yield* run(deleting(...args, "--accept-unusual-ids"), { stdin })
      expect(results(insisted.stdout).at(-1)).toMatchObject({ linkId: "lnk_1,lnk_2", error: "LinkNotFound" })
    })
  )
})

describe("more than a hundred links", () => {
  const terminal = { columns: 90 }

  it.live.each([
    ["y", 1, 101],
    ["yes", 1, 101],
    ["", 2, 0],
    ["no", 2, 0]
  ] as const)("are deleted on a terminal when the answer is yes: %j", ([answer, code, count]) =>
    Effect.gen(function* () {
      const setting = { ...terminal, stdin: manyIds(101), answer }
      const { exitCode, stderr, stdout } = yield* run(deleting("-", ...inMain), setting)
      expect(exitCode).toBe(code)
      expect(results(stdout)).toHaveLength(count)
      expect(stderr).toContain("Delete 101 links? They cannot be restored. [y/N] ")
    })
  )

  it.scopedLive("are counted where they stand in a file", () =>
    Effect.gen(function* () {
      const file = yield* fileOf(manyIds(1234) + manyIds(1000))
      const { stderr } = yield* run(deleting("--from", file, ...inMain), { ...terminal, answer: "n" })
      expect(stderr).toBe("Delete 1,234 links? They cannot be restored. [y/N] Nothing was deleted.\n")
    })
  )

  it.live("need --yes where nobody can answer", () =>
    Effect.gen(function* () {
      const { exitCode, stderr } = yield* run(deleting("-", ...inMain), { ...terminal, stdin: manyIds(101) })
      expect(exitCode).toBe(2)
      expect(stderr).toBe("To delete 101 links, say --yes.\n")
    })
  )

  it.live.each([
    ["with --yes", terminal, ["--yes"], 101],
    ["without a terminal", {}, [], 101],
    ["when there are a hundred", terminal, [], 100]
  ] as const)("are deleted without a question %s", ([, setting, args, count]) =>
    Effect.gen(function* () {
      const { stderr, stdout } = yield* run(deleting("-", ...inMain, ...args), { ...setting, stdin: manyIds(count) })
      expect(stderr).toBe("")
      expect(results(stdout)).toHaveLength(count)
    })
  )
})

describe("a dry run", () => {
  it.live("counts the links, says how long they take, and sends nothing", () =>
    Effect.gen(function* () {
      const { exitCode, stdout } = yield* run(["delete", "-", ...inMain, "--dry-run", "--sandbox"], {
        stdin: manyIds(10_000)
      })
      expect(exitCode).toBe(0)
      expect(stdout).toMatch(/^10,000 links to delete\. Nothing was sent\.\n/)
      // 83 full minutes, each of them a little longer for what the server may count later.
      expect(stdout).toContain(
        "With 120 a minute and 10,000 a day, the last request is sent in 1 h 23 min at the earliest"
      )
    })
  )

  it.live("says it in JSON, too", () =>
    Effect.gen(function* () {
      const args = deleting("-", ...inMain, "--dry-run", "--per-minute", "1", "--per-day", "2")
      const { stdout } = yield* run(args, { stdin: manyIds(3) })
      const [plan] = results(stdout)
      expect(plan).toMatchObject({ links: 3, final: 0, windows: [{ limit: 1 }, { limit: 2 }] })
      expect(plan?.["millis"]).toBeGreaterThan(86_400_000)
      expect(plan?.["millis"]).toBeLessThan(86_500_000)
    })
  )

  it.live("counts a link that is named twice once, and the links of each workspace", () =>
    Effect.gen(function* () {
      const stdin = `${'{"linkId":"lnk_1","workspaceId":"ws_1"}\n'.repeat(2)}{"linkId":"lnk_1","workspaceId":"ws_2"}`
      const [plan] = results((yield* run(deleting("-", "--dry-run"), { stdin })).stdout)
      expect(plan).toMatchObject({
        given: 3,
        distinct: 2,
        duplicates: 1,
        links: 2,
        workspaces: [
          { workspaceId: "ws_1", links: 1 },
          { workspaceId: "ws_2", links: 1 }
        ]
      })
      const { stdout } = yield* run(["delete", "-", "--dry-run", "--sandbox"], { stdin })
      expect(stdout).toMatch(/^2 links to delete\. Nothing was sent\.\n3 given, 2 distinct, 1 duplicate\.\n/)
      expect(stdout).toContain("They are of 2 workspaces:\n  ws_1: 1 link\n  ws_2: 1 link\n")
      const [byArguments] = results((yield* run(deleting("lnk_1", "lnk_1", ...inMain, "--dry-run"))).stdout)
      expect(byArguments).toMatchObject({ given: 2, distinct: 1, duplicates: 1 })
    })
  )

  it.scopedLive("checks what a deletion would complain of: 2", () =>
    Effect.gen(function* () {
      const file = yield* fileOf("lnk_1\n")
      const dry = ["delete", "lnk_1", ...inMain, "--dry-run"]
      for (const [args, said] of [
        [dry, "USERPLANE_API_KEY: "],
        [[...dry, "--sandbox", "--journal", file], "has lines already"],
        [[...dry, "--sandbox", "--journal", "no/such/folder/journal"], "--journal: "],
        [[...dry, "--sandbox", "--resume", "no/such/journal"], "--resume: "]
      ] as const) {
        const { exitCode, stderr, stdout } = yield* run(args)
        expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
        expect(stderr).toContain(said)
      }
    })
  )

  it.live("finds a bad line: 2", () =>
    Effect.gen(function* () {
      const { exitCode, stderr } = yield* run(deleting("-", ...inMain, "--dry-run"), { stdin: "lnk_1\nlnk 2\n" })
      expect(exitCode).toBe(2)
      expect(stderr).toMatch(/^stdin, line 2: /)
    })
  )
})

describe("a journal", () => {
  it.scopedLive("lets a deletion be resumed, and nothing be sent twice", () =>
    Effect.gen(function* () {
      const journal = `${yield* folder}/clean-up.ndjson`
      const first = yield* run(deleting(links.gone, links.deletable, ...inMain, "--journal", journal))
      expect(first.exitCode).toBe(0)
      const args = [links.gone, links.deletable, links.forbidden, ...inMain, "--resume", journal]
      const plan = yield* run(deleting(...args, "--dry-run"))
      expect(results(plan.stdout)).toMatchObject([
        { given: 3, pending: 1, final: 2, probableMillis: expect.any(Number) }
      ])
      const told = yield* run(["delete", "--sandbox", "--dry-run", ...args])
      expect(told.stdout).toMatch(/^1 link to delete\. Nothing was sent\.\n3 given, no duplicates\.\n/)
      expect(told.stdout).toContain("By the journal, 2 are final and 1 pending.\n")
      expect(told.stdout).toContain("At the rate of the journal so far, it is probably sent in ")
      const { exitCode, stdout } = yield* run(deleting(...args))
      expect(exitCode).toBe(1)
      expect(results(stdout)).toMatchObject([{ linkId: links.forbidden, result: "NotDeleted" }])
    })
  )

  it.scopedLive("that has lines is not begun again: 2", () =>
    Effect.gen(function* () {
      const journal = `${yield* folder}/clean-up.ndjson`
      const args = deleting(links.gone, ...inMain, "--journal", journal)
      yield* run(args)
      const { exitCode, stderr, stdout } = yield* run(args)
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toBe(`--journal: ${journal} has lines already. Resume it with --resume ${journal}.\n`)
    })
  )

  it.scopedLive("lets a deletion be resumed whose key was rejected: 3", () =>
    Effect.gen(function* () {
      const where = yield* folder
      const fetch: typeof globalThis.fetch = () =>
        Promise.resolve(Response.json({ code: "API_KEY_EXPIRED", message: "Expired" }, { status: 401 }))
      const args = ["delete", "lnk_1", "--workspace", "ws_1", "--journal", `${where}/clean up.ndjson`]
      const { exitCode, stderr } = yield* run(args, { env: { USERPLANE_API_KEY: canaryKey }, fetch })
      expect(exitCode).toBe(3)
      expect(stderr).toBe(
        `Resume with: userplane-links delete --resume '${where}/clean up.ndjson' <the same links> --workspace ws_1\n`
      )
    })
  )

  it.live("that is not there cannot be resumed: 2", () =>
    Effect.gen(function* () {
      const { exitCode, stderr } = yield* run(deleting(links.gone, ...inMain, "--resume", "no/such/journal"))
      expect(exitCode).toBe(2)
      expect(stderr).toBe("--resume: There is no journal no/such/journal to resume.\n")
    })
  )
})

describe("the sending", () => {
  const env = { USERPLANE_API_KEY: canaryKey }
  const sending = (...args: ReadonlyArray<string>) => ["delete", "--workspace", "ws_1", "--output", "ndjson", ...args]

  /** A server that keeps whoever asks waiting. */
  const silent = () => {
    let requests = 0
    const fetch: typeof globalThis.fetch = (_, init) => {
      requests += 1
      return new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new Error("aborted")))
      })
    }
    return { fetch, count: () => requests }
  }

  it.effect("follows --concurrency", () =>
    Effect.gen(function* () {
      const { count, fetch } = silent()
      const args = sending("--concurrency", "3", "lnk_1", "lnk_2", "lnk_3", "lnk_4", "lnk_5")
      const fiber = yield* Effect.fork(run(args, { env, fetch }))
      yield* until(() => count() === 3)
      yield* TestClock.adjust("29 seconds")
      expect(count()).toBe(3)
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("follows --timeout and --max-attempts", () =>
    Effect.gen(function* () {
      const { count, fetch } = silent()
      const fiber = yield* Effect.fork(
        run(sending("--timeout", "500ms", "--max-attempts", "2", "lnk_1"), { env, fetch })
      )
      yield* until(() => count() === 1)
      yield* TestClock.adjust("499 millis")
      expect(count()).toBe(1)
      yield* TestClock.adjust("2 seconds")
      const { stdout } = yield* Fiber.join(fiber)
      expect(results(stdout)).toMatchObject([{ error: "TransportError", reason: "Timeout", attempts: 2 }])
      expect(count()).toBe(2)
    })
  )

  it.effect("follows --per-minute", () =>
    Effect.gen(function* () {
      let requests = 0
      const fetch: typeof globalThis.fetch = () => {
        requests += 1
        return Promise.resolve(Response.json({ code: "LINK_NOT_FOUND", message: "None" }, { status: 404 }))
      }
      const fiber = yield* Effect.fork(run(sending("--per-minute", "2", "lnk_1", "lnk_2", "lnk_3"), { env, fetch }))
      yield* until(() => requests === 2)
      yield* TestClock.adjust("59 seconds")
      expect(requests).toBe(2)
      yield* TestClock.adjust("5 seconds")
      expect(results((yield* Fiber.join(fiber)).stdout)).toHaveLength(3)
    })
  )
})
