import * as HttpClientTransport from "@effect-userplane/core4/HttpClientTransport"
import * as FetchHttpClient from "effect4/http/FetchHttpClient"
import * as Layer from "effect4/Layer"
import { start } from "./program.js"

/** Runs the program with the client for Effect 4. */
export const main = start(Layer.provide(HttpClientTransport.layer, FetchHttpClient.layer))
