/** Runs the command within the process of the test: the arguments and the environment in, what it printed out. */

import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as NodeTerminal from "@effect/platform-node/NodeTerminal"
import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Cli from "../src/Cli.js"
import { command } from "../src/fleet/FleetCommand.js"
import * as Input from "../src/terminal/Input.js"
import * as Output from "../src/terminal/Output.js"
import { FakeStream } from "./fakeStream.js"

export interface Setting {
  readonly env?: Readonly<Record<string, string>>
  /** The width of the terminal that both streams go to. Default: they go to no terminal. */
  readonly columns?: number
  readonly fetch?: typeof globalThis.fetch
  readonly stdout?: FakeStream
  readonly stderr?: FakeStream
  /** The text on stdin. Default: none. */
  readonly stdin?: string
  /** The answer to a question. Default: nobody is there to answer. */
  readonly answer?: string
}

const noNetwork: typeof globalThis.fetch = () => Promise.reject(new Error("This test may not reach the network"))

const Platform = Layer.mergeAll(FileSystem.layerNoop({}), Path.layer, NodeTerminal.layer)

export const run = (args: ReadonlyArray<string>, setting: Setting = {}) =>
  Effect.gen(function* () {
    const { columns, env = {}, fetch = noNetwork } = setting
    const terminal = columns === undefined ? {} : { isTTY: true, columns }
    const stdout = setting.stdout ?? new FakeStream(terminal)
    const stderr = setting.stderr ?? new FakeStream(terminal)
    const exitCode = yield* Cli.run(["node", "userplane-links", ...args], "1.2.3", command).pipe(
      Effect.provideService(Output.Output, Output.fromStreams({ stdout, stderr, env })),
      Effect.provideService(Input.Input, {
        isTerminal: setting.answer !== undefined,
        isFile: false,
        stdin: Effect.succeed(Stream.make(new TextEncoder().encode(setting.stdin ?? ""))),
        ask: (question) =>
          Effect.as(
            Effect.sync(() => stderr.write(question, () => {})),
            setting.answer ?? ""
          )
      }),
      Effect.provideService(FetchTransport.Fetch, fetch),
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(env)))),
      Effect.provide(Platform)
    )
    return { exitCode, stdout: stdout.text, stderr: stderr.text }
  })
