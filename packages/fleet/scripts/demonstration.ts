/** What both demonstrations have: a sandbox, links in it, programs, and a report of what the sandbox has seen. */
import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { LinkRef } from "@effect-userplane/core/LinkRef"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export const id = "clean-up"

export const user = "ada@example.com"

export const concurrency = 4

/** Much more than the real one, so that nobody has to wait. */
export const windows = [{ limit: 30, duration: "1 second" }] as const

export const count = 120

export const say = (sentence: string): void => {
  process.stdout.write(`${sentence}\n`)
}

/** A sandbox that is reached over loopback. */
export const sandbox = SandboxServer.layer().pipe(Layer.provideMerge(Sandbox.layer({ quota: { windows } })))

/** Adds the links to the sandbox, which takes its time to answer. */
export const links: Effect.Effect<ReadonlyArray<LinkRef>, never, Sandbox.Sandbox> = Effect.gen(function* () {
  const { addFault, addLinks } = yield* Sandbox.Sandbox
  const { users, workspaces } = Fixtures
  yield* addFault(Fault.Slow.make({ delay: Duration.millis(100) }), { times: Number.POSITIVE_INFINITY })
  const added = yield* addLinks(count, { workspaceId: workspaces.main, creatorId: users.member })
  return added.map(({ linkId }) => ({ workspaceId: workspaces.main, linkId }))
})

/** Starts a script of this folder. It is killed with the scope, if it has not ended by then. */
export const started = (script: string, args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.map(SandboxServer.SandboxServer, ({ baseUrl }): ChildProcess => {
      const path = fileURLToPath(new URL(script, import.meta.url))
      const environment = {
        USERPLANE_API_KEY: Fixtures.plainKeys.member,
        USERPLANE_BASE_URL: baseUrl,
        // The engine sends a statement while another is on its way, which the driver of Postgres warns of.
        NODE_NO_WARNINGS: "1"
      }
      return spawn(process.execPath, ["--import", "tsx", path, ...args], {
        env: { ...process.env, ...environment },
        stdio: ["ignore", "pipe", "inherit"]
      })
    }),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )

export const ended = (child: ChildProcess): Effect.Effect<void> =>
  Effect.async((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
  })

/** Says what the sandbox has seen. Fails where a link is left. */
export const report = (refs: ReadonlyArray<LinkRef>) =>
  Effect.gen(function* () {
    const { link, requests } = yield* Sandbox.Sandbox
    const deleted = yield* Effect.filter(refs, ({ linkId }) =>
      Effect.map(link(linkId), (link) => link?.deletedAt !== undefined)
    )
    const seen = yield* requests
    const twice = refs.filter(({ linkId }) => seen.filter(({ path }) => path.endsWith(linkId)).length > 1)
    const limited = seen.filter(({ status }) => status === 429)
    say(`The sandbox has deleted ${deleted.length} of the ${refs.length} links, by ${seen.length} requests.`)
    say(
      `${twice.length} links were asked for twice, of at most ${concurrency} that were in flight when the process was killed, and ${limited.length} requests met the quota.`
    )
    if (deleted.length < refs.length) return yield* Effect.dieMessage("A link is left")
  })
