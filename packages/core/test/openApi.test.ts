import { readFileSync } from "node:fs"
import * as OpenApi from "@effect/platform/OpenApi"
import { describe, expect, it } from "vitest"
import { differences, facts } from "../scripts/openApiFacts.js"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import { UserplaneApi } from "../src/UserplaneApi.js"

const committed = JSON.parse(
  readFileSync(new URL("../../../docs/openapi/delete-link.openapi.json", import.meta.url), "utf8")
)

const document = JSON.parse(JSON.stringify(OpenApi.fromApi(UserplaneApi)))

describe("the OpenAPI document", () => {
  it("is the one in docs/openapi", () => {
    expect(document).toEqual(committed)
  })

  it.each(ErrorCatalogue.entries)("holds $code with its status and default message", ({ code, message, status }) => {
    const path = `DELETE /public/workspace/{workspaceId}/links/{linkId} ${status} application/json "${code}" true`
    expect(facts(document)).toContain(`${path} requires code, defined, message, status`)
    expect([...facts(document)].filter((fact) => fact.startsWith(`${path}.message`))).toEqual([
      `${path}.message is "string", at least nothing long, by default ${JSON.stringify(message)}`
    ])
  })

  it("has no error that is HttpApi's own", () => {
    expect(JSON.stringify(document)).not.toContain("HttpApiDecodeError")
  })
})

describe("the comparison of two documents", () => {
  it("finds nothing between a document and itself", () => {
    expect(differences(committed, committed)).toEqual([])
  })

  it.each([
    ["a status", /"410"/, '"411"'],
    ["a code", /LINK_GONE/, "LINK_LOST"],
    ["a default message", /Link has been deleted/, "Link was deleted"],
    ["a parameter's name", /"name":"linkId"/, '"name":"link"'],
    ["a required field", /\["defined","code","status","message"\]/, '["code","status","message"]'],
    ["an open deletion", /,"additionalProperties":false/, ""],
    ["the path", /\/public\/workspace/, "/workspace"],
    ["the security scheme", /"scheme":"bearer"/, '"scheme":"basic"'],
    ["the operation's security", /\{"bearerAuth":\[\]\}/, ""],
    ["the server", /api\.userplane\.io\/api\/v1/, "api.userplane.com/api/v1"]
  ])("finds a change of %s", (_, pattern, replacement) => {
    const changed = JSON.stringify(committed).replace(pattern, replacement)
    expect(changed).not.toBe(JSON.stringify(committed))
    expect(differences(committed, JSON.parse(changed))).not.toEqual([])
  })
})
