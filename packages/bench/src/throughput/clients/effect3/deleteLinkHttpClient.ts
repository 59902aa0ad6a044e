import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Transport from "@effect-userplane/core/Transport"
import * as Layer from "effect/Layer"
import { deleteLinkOver } from "./deleteLink.js"

export const client = deleteLinkOver("HttpClient (fetch)", Layer.provide(Transport.layer, FetchHttpClient.layer))
