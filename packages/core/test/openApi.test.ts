import * as OpenApi from "@effect/platform/OpenApi"
import { committed, openApi } from "@effect-userplane/testing/OpenApi"
import { describe, expect, it } from "vitest"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import { UserplaneApi } from "../src/UserplaneApi.js"

const document = OpenApi.fromApi(UserplaneApi)

openApi(document, ErrorCatalogue.entries)

describe("the OpenAPI document in docs/openapi", () => {
  it("is generated from UserplaneApi", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(committed)
  })
})
