import * as FetchHttpClient from "effect4/http/FetchHttpClient"
import { httpClientOver } from "./httpClient.js"

export const client = httpClientOver("Effect 4 HttpClient over fetch", FetchHttpClient.layer)
