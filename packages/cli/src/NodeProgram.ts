/**
 * The command in a process of Node: its streams, its arguments and its signals.
 *
 * @since 0.1.0
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeTerminal from "@effect/platform-node/NodeTerminal"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Cli from "./Cli.js"
import * as Invocation from "./Invocation.js"
import * as Output from "./Output.js"

// The parser asks for files and paths for arguments that name some. There are none, and Node's take time to load.
const Platform = Layer.mergeAll(FileSystem.layerNoop({}), Path.layer, NodeTerminal.layer)

/**
 * Runs the command, and ends the process with its exit code.
 *
 * @since 0.1.0
 * @category running
 */
export const run = (version: string): void =>
  Cli.run(process.argv, version).pipe(
    Effect.provideService(
      Invocation.Invocation,
      Invocation.from(process.argv[1] ?? "", process.env["INIT_CWD"] ?? process.cwd())
    ),
    Effect.provideService(Output.Output, Output.fromStreams(process)),
    Effect.provide(Platform),
    NodeRuntime.runMain({
      disableErrorReporting: true,
      teardown: (exit, end) =>
        end(Exit.match(exit, { onSuccess: Number, onFailure: (cause) => (Cause.isInterrupted(cause) ? 130 : 1) }))
    })
  )
