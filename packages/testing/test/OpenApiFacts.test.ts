import { describe, expect, it } from "vitest"
import { committed } from "../src/OpenApi.js"
import { differences } from "../src/OpenApiFacts.js"

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
