import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { httpClientOver } from "./httpClient.js"

export const contestant = httpClientOver("Effect HttpClient over fetch", FetchHttpClient.layer)
