/** `pnpm fleet:demo:postgres`: of two workers over Postgres, the one that works on a clean-up is killed, and the other goes on. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Fleet from "../src/Fleet.js"
import { clientOf } from "../test/client.js"
import * as Postgres from "../test/postgres.js"
import { concurrency, count, ended, id, links, report, sandbox, say, started, user } from "./demonstration.js"

/** Waits until a run has come as far as it should. */
const until = (isSo: (progress: Fleet.RunProgress) => boolean) =>
  Effect.flatMap(Fleet.Fleet, ({ watch }) =>
    Effect.map(Stream.runHead(Stream.filter(watch(id), isSo)), Option.getOrThrow)
  )

const pidOf = ({ owner }: Fleet.RunProgress): number => Number(owner?.split(":").at(-1))

const program = Effect.gen(function* () {
  const { baseUrl } = yield* SandboxServer.SandboxServer
  const refs = yield* links
  say(`A sandbox of Userplane answers at ${baseUrl}. It has ${count} links to delete.`)
  const connection = yield* Effect.flatMap(Postgres.Postgres, ({ database }) => database)
  say(`A Postgres server of this demonstration listens in ${connection.host}.`)
  const args = [connection.host, connection.database]
  const workers = [yield* started("worker.ts", args), yield* started("worker.ts", args)]
  say(`Two workers start, as processes ${workers.map(({ pid }) => pid).join(" and ")}.`)

  yield* Effect.gen(function* () {
    const { submit } = yield* Fleet.Fleet
    yield* submit({ id, user, links: refs, concurrency })
    const progress = yield* until(({ final }) => final >= count / 3)
    const killed = workers.find(({ pid }) => pid === pidOf(progress))
    if (killed === undefined) return yield* Effect.dieMessage("Nobody works on it")
    killed.kill("SIGKILL")
    say(`Process ${killed.pid} works on the clean-up, and is killed when ${progress.final} links have their outcome.`)
    const [pause, next] = yield* Effect.timed(
      until((progress) => pidOf(progress) !== killed.pid && progress.inFlight > 0)
    )
    say(`Process ${pidOf(next)} has taken it over, ${Duration.toSeconds(pause).toFixed(1)} seconds later.`)
    yield* until(({ state }) => state === "Done")
    say(`The clean-up is done.`)
  }).pipe(Effect.provide(Layer.provide(Fleet.layer, clientOf(connection))))
  for (const worker of workers) worker.kill("SIGTERM")
  yield* Effect.forEach(workers, ended)
  yield* report(refs)
})

if (Postgres.isMissing) {
  say("This needs a Postgres server: apt-get install postgresql-15, or set POSTGRES_BIN to the folder of its programs.")
  process.exitCode = 1
} else {
  NodeRuntime.runMain(program.pipe(Effect.scoped, Effect.provide(Layer.merge(sandbox, Postgres.layer))))
}
