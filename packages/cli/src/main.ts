#!/usr/bin/env node
/**
 * The entry of the command: the streams, the arguments and the signals of the process.
 *
 * @since 0.1.0
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeTerminal from "@effect/platform-node/NodeTerminal"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Cli from "./Cli.js"
import * as Invocation from "./Invocation.js"
import * as Output from "./Output.js"

// The build puts the version of package.json here.
declare const USERPLANE_LINKS_VERSION: string

const program = Cli.run(process.argv, USERPLANE_LINKS_VERSION).pipe(
  Effect.provideService(
    Invocation.Invocation,
    Invocation.from(process.argv[1] ?? "", process.env["INIT_CWD"] ?? process.cwd())
  ),
  Effect.provideService(Output.Output, Output.fromStreams(process)),
  Effect.provide(Layer.mergeAll(NodeFileSystem.layer, NodePath.layer, NodeTerminal.layer))
)

NodeRuntime.runMain(program, {
  disableErrorReporting: true,
  // The program fails in no other way than by an interrupt.
  teardown: (exit, end) => end(Exit.isSuccess(exit) ? Number(exit.value) : 130)
})
