import * as HttpClientTransport from "@effect-userplane/core4/HttpClientTransport"
import * as FetchHttpClient from "effect4/http/FetchHttpClient"
import * as Layer from "effect4/Layer"
import { deleteLinkOver } from "./deleteLink.js"

export const client = deleteLinkOver(
  "HttpClient (fetch)",
  Layer.provide(HttpClientTransport.layer, FetchHttpClient.layer)
)
