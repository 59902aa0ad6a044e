import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { httpClientOver } from "./httpClient.js"

export const client = httpClientOver("Effect 3 HttpClient over fetch", FetchHttpClient.layer)
