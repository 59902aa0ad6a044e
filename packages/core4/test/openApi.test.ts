import { openApi } from "@effect-userplane/testing/OpenApi"
import * as OpenApi from "effect/http-api/OpenApi"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import { UserplaneApi } from "../src/UserplaneApi.js"

openApi(OpenApi.fromApi(UserplaneApi), ErrorCatalogue.entries)
