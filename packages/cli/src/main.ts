#!/usr/bin/env node
/**
 * The entry of the command: the streams, the arguments and the signals of the process.
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

// The build puts the version of package.json here.
declare const USERPLANE_LINKS_VERSION: string

// The parser asks for files and paths for arguments that name some. There are none, and Node's take time to load.
const Platform = Layer.mergeAll(FileSystem.layerNoop({}), Path.layer, NodeTerminal.layer)

const program = Cli.run(process.argv, USERPLANE_LINKS_VERSION).pipe(
  Effect.provideService(
    Invocation.Invocation,
    Invocation.from(process.argv[1] ?? "", process.env["INIT_CWD"] ?? process.cwd())
  ),
  Effect.provideService(Output.Output, Output.fromStreams(process)),
  Effect.provide(Platform)
)

NodeRuntime.runMain(program, {
  disableErrorReporting: true,
  teardown: (exit, end) =>
    end(Exit.match(exit, { onSuccess: Number, onFailure: (cause) => (Cause.isInterrupted(cause) ? 130 : 1) }))
})
