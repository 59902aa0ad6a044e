/**
 * The command killed at random times and resumed, until all is done. `USERPLANE_KILLS` says how often it is killed: 8
 * times unless it is set. The times are drawn from a seed; what the process is at by then is up to the machine.
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as JournalFile from "@effect-userplane/core/JournalFile"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Quota from "@effect-userplane/sandbox/Quota"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { start } from "./spawned.js"

const { keys, links, users, workspaces } = Fixtures

const seed = 20_266

const kills = Number(process.env["USERPLANE_KILLS"] ?? 8)

/** The number of a deletion's links that can be deleted. */
const deletable = 120

/** Longer than a start and a whole deletion take on a machine that is not busy. */
const longestLife = 1500

const server = SandboxServer.layer().pipe(
  Layer.provideMerge(Sandbox.layer({ seed, quota: { windows: Quota.unlimited } }))
)

/** The links of a deletion and the expected result of each. */
const addLinks = Effect.gen(function* () {
  const { addFault, addLinks, clearFaults } = yield* Sandbox.Sandbox
  const mine = yield* addLinks(deletable, { workspaceId: workspaces.main, creatorId: users.member })
  const gone = yield* addLinks(5, { workspaceId: workspaces.main, creatorId: users.member, deleted: true })
  const forbidden = yield* addLinks(5, { workspaceId: workspaces.main, creatorId: users.owner })
  yield* clearFaults
  yield* addFault(Fault.LostReply.make(), { probability: 0.05 })
  yield* addFault(Fault.Slow.make({ delay: Duration.millis(10), when: "BeforeActing" }), { probability: 0.5 })
  yield* addFault(Fault.Slow.make({ delay: Duration.millis(20) }), { times: Number.POSITIVE_INFINITY })
  const ids = (some: typeof mine) => some.map(({ linkId }) => linkId)
  return { mine: ids(mine), others: [...ids(gone), ...ids(forbidden), links.unknown] }
})

const linesOf = (journal: string) => Effect.map(Stream.runCollect(JournalFile.read(journal)), Chunk.toReadonlyArray)

/** The links that are final by the journal. */
const finalIn = (journal: string) =>
  Effect.map(linesOf(journal), (lines) =>
    lines.flatMap((line) => (line.type === "outcome" && line.settled ? [line.linkId] : []))
  )

const linkIdOf = ({ path }: { readonly path: string }): string => path.slice(path.lastIndexOf("/") + 1)

/** The links of whole lines of JSON: the last line may be cut. */
const reported = (stdout: string): ReadonlyArray<{ readonly linkId: string; readonly result: string }> =>
  stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type !== "summary")

/** Runs the command, and kills it at that time if it is still alive. */
const lived = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>, life: Duration.DurationInput) =>
  Effect.gen(function* () {
    const { ended, signal } = yield* start(args, env)
    return yield* Effect.raceFirst(ended, Effect.delay(Effect.zipRight(signal("SIGKILL"), ended), life))
  }).pipe(Effect.scoped)

/** Deletes links, killed so many times at most, and gives back how many times it was killed. */
const deletion = (killsLeft: number) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { link, requests } = yield* Sandbox.Sandbox
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const folder = yield* files.makeTempDirectoryScoped()
    const journal = `${folder}/journal.ndjson`
    const { mine, others } = yield* addLinks
    const all = [...mine, ...others]
    yield* files.writeFileString(`${folder}/links.txt`, all.join("\n"))
    const env = {
      USERPLANE_BASE_URL: baseUrl,
      USERPLANE_API_KEY: Redacted.value(keys.member),
      USERPLANE_JOURNAL_LEASE: "200 millis"
    }
    const args = ["delete", "--from", `${folder}/links.txt`, "--workspace", workspaces.main, "--output", "ndjson"]
    const fast = ["--per-minute", "1000000", "--per-day", "1000000", "--concurrency", "4"]

    const before = (yield* requests).length
    let killed = 0
    const told: Array<ReturnType<typeof reported>[number]> = []
    for (;;) {
      const hasBegun = (yield* files.exists(journal)) && (yield* files.stat(journal)).size > 0n
      const final = new Set(hasBegun ? yield* finalIn(journal) : [])
      const seen = (yield* requests).length
      const life = killed < killsLeft ? yield* Random.nextIntBetween(0, longestLife) : "1 minute"
      const { exitCode, stderr, stdout } = yield* lived(
        [...args, ...fast, hasBegun ? "--resume" : "--journal", journal],
        env,
        life
      )
      told.push(...reported(stdout))
      const again = (yield* requests).slice(seen).map(linkIdOf)
      expect(again.filter((linkId) => final.has(linkId))).toStrictEqual([])
      // Who was killed left a lock, which is waited for. A busy machine takes long enough for a line of progress.
      const waited = `Waiting up to 200ms: another process may be using ${journal}.\n`
      expect(stderr.replace(waited, "").replaceAll(/^.* links done, .*\n/gm, "")).toBe("")
      if (exitCode !== null) {
        // Some are forbidden, unless all of these were final in a life before.
        expect([0, 1]).toContain(exitCode)
        break
      }
      killed += 1
    }

    const lines = yield* linesOf(journal)
    const outcomes = lines.flatMap((line) => (line.type === "outcome" ? [line] : []))
    const finalLinks = outcomes.flatMap(({ linkId, settled }) => (settled ? [linkId] : []))
    // None accounted for twice, and none lost.
    expect([...finalLinks].toSorted()).toEqual([...all].toSorted())
    // None reported twice.
    const toldSettled = told.flatMap(({ linkId, result }) => (result === "Unknown" ? [] : [linkId]))
    expect(new Set(toldSettled).size).toBe(toldSettled.length)
    // Nothing was sent that the journal did not announce.
    const count = (ids: ReadonlyArray<string>, id: string) => ids.filter((other) => other === id).length
    const announced = lines.flatMap((line) => (line.type === "sending" ? [line.linkId] : []))
    const sent = (yield* requests).slice(before).map(linkIdOf)
    for (const linkId of all) expect(count(sent, linkId)).toBeLessThanOrEqual(count(announced, linkId))
    // What was deleted by a request whose process died is deleted by us, and not already gone.
    const deleted = outcomes.flatMap(({ linkId, outcome }) => (outcome === "Deleted" ? [linkId] : []))
    for (const linkId of mine) {
      expect(deleted).toContain(linkId)
      expect((yield* link(linkId))?.deletedAt).toBeTypeOf("number")
    }
    return killed
  }).pipe(Effect.scoped)

describe("a deletion that is killed", () => {
  it.scopedLive(
    `${kills} times and resumed accounts for every link once, and requests none again that is final`,
    () =>
      Effect.gen(function* () {
        let killed = 0
        while (killed < kills) killed += yield* deletion(kills - killed)
        expect(killed).toBe(kills)
      }).pipe(Effect.withRandom(Random.make(seed)), Effect.provide(server), Effect.provide(NodeFileSystem.layer)),
    { timeout: 60_000 + kills * 10_000 }
  )
})
