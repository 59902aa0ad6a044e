import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Transport from "@effect-userplane/core/Transport"
import * as Layer from "effect/Layer"
import { start } from "./program.js"

/** Runs the program with the client for Effect 3. */
export const main = start(Layer.provide(Transport.layer, FetchHttpClient.layer))
