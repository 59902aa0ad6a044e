import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { httpClientOver } from "./httpClient.js"

export const client = httpClientOver("Effect 3 HttpClient over undici", NodeHttpClient.layerUndici)
