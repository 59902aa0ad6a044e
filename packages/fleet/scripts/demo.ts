/** `pnpm fleet:demo`: a clean-up in a SQLite file, whose process is killed, goes on when it is started again. */
import type { ChildProcess } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import { count, ended, links, report, sandbox, say, started } from "./demonstration.js"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "userplane-fleet-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** Says how far a process has come, at each quarter of the links, until it has come as far. */
const reached = (child: ChildProcess, from: number, enough: number): Effect.Effect<void> =>
  Effect.async((resume) => {
    let said = from
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      const final = Number(text.trimEnd().split("\n").at(-1)?.split(" ")[0])
      if (final >= said + count / 4 || final >= enough) {
        said = final
        say(`  ${final} links have their outcome.`)
      }
      if (final >= enough) resume(Effect.void)
    })
  })

const program = Effect.gen(function* () {
  const { baseUrl } = yield* SandboxServer.SandboxServer
  const refs = yield* links
  say(`A sandbox of Userplane answers at ${baseUrl}. It has ${count} links to delete.`)
  const args = [join(yield* folder, "userplane.db"), JSON.stringify(refs)]

  const first = yield* started("cleanUp.ts", args)
  say(`Process ${first.pid} submits the clean-up to a SQLite file, and works on it.`)
  yield* reached(first, 0, count / 3)
  first.kill("SIGKILL")
  yield* ended(first)
  say(`Process ${first.pid} is killed, and has no time to say so.`)

  const second = yield* started("cleanUp.ts", args)
  say(`Process ${second.pid} is the same program, started again. It finds that the clean-up has begun, and goes on.`)
  yield* reached(second, count / 3, count)
  yield* ended(second)
  yield* report(refs)
})

NodeRuntime.runMain(program.pipe(Effect.scoped, Effect.provide(sandbox)))
