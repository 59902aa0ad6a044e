import { fileURLToPath } from "node:url"
import * as Command from "@effect/platform/Command"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { expect, layer } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

const { links, workspaces } = Fixtures

const TestLayer = SandboxServer.layer().pipe(Layer.provideMerge(Sandbox.layer()), Layer.merge(NodeContext.layer))

const text = Stream.mkString

/** Runs scripts of a folder as their users would: processes, with the key and the base URL in their environment. */
const runIn =
  (folder: string) =>
  (script: string, ...args: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const file = fileURLToPath(new URL(`${folder}/${script}.ts`, import.meta.url))
      const process = yield* Command.make("node", "--import", "tsx", file, ...args).pipe(
        Command.env({ USERPLANE_API_KEY: Redacted.value(Fixtures.keys.member), USERPLANE_BASE_URL: baseUrl }),
        Command.start
      )
      const [stdout, exitCode] = yield* Effect.all(
        [text(Stream.decodeText(process.stdout)), process.exitCode, Stream.runDrain(process.stderr)],
        { concurrency: "unbounded" }
      )
      return { stdout: stdout.trim(), exitCode }
    }).pipe(Effect.scoped)

const lines = [
  { effect: "Effect 3", folder: "../src/scripts" },
  { effect: "Effect 4", folder: "../../examples4/src/scripts" }
]

for (const { effect, folder } of lines)
  layer(TestLayer)(`a script with ${effect}`, (it) => {
    const run = runIn(folder)

    it.effect("deletes one link", () =>
      Effect.gen(function* () {
        const { exitCode, stdout } = yield* run("deleteOne", workspaces.main, links.deletable)
        expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${links.deletable} is deleted (Reply)` })
        const sandbox = yield* Sandbox.Sandbox
        expect(yield* sandbox.link(links.deletable)).toMatchObject({ deletedAt: expect.anything() })
      })
    )

    it.effect("ends with an exit code when it cannot", () =>
      Effect.gen(function* () {
        const { exitCode } = yield* run("deleteOne", workspaces.main, links.unknown)
        expect(exitCode).toBe(1)
      })
    )

    it.effect("groups a list by how it went", () =>
      Effect.gen(function* () {
        const { stdout } = yield* run("deleteFromList", workspaces.main, links.gone, links.lostReply, links.forbidden)
        expect(JSON.parse(stdout)).toEqual({
          LinkGone: [links.gone],
          Deleted: [links.lostReply],
          LinkDeleteForbidden: [links.forbidden]
        })
      })
    )

    it.effect("keeps a link that it is forbidden to delete", () =>
      Effect.gen(function* () {
        const { exitCode, stdout } = yield* run("deleteUnlessForbidden", workspaces.main, links.forbidden)
        expect({ exitCode, stdout }).toEqual({
          exitCode: 0,
          stdout: `${links.forbidden}: kept: only its creator or an admin may delete it`
        })
      })
    )

    it.effect("is patient with a busy server", () =>
      Effect.gen(function* () {
        const { stdout } = yield* run("deleteUnlessForbidden", workspaces.main, links.busy)
        expect(stdout).toBe(`${links.busy}: deleted`)
      })
    )
  })
