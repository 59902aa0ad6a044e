/** What the OpenAPI document of a client's `UserplaneApi` says, stated once for every client. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import type { DocumentedFailure } from "./Answers.js"
import { differences, facts, type Json } from "./OpenApiFacts.js"

/** The document in docs/openapi. */
export const committed: Json = JSON.parse(
  readFileSync(new URL("../../../docs/openapi/delete-link.openapi.json", import.meta.url), "utf8")
)

/** Declares the tests of a client's document. */
export const openApi = (document: object, documented: ReadonlyArray<DocumentedFailure>): void => {
  describe("the OpenAPI document", () => {
    // As whoever reads the document gets it.
    const json: Json = JSON.parse(JSON.stringify(document))

    it("says the same as the one in docs/openapi", () => {
      expect(differences(committed, json)).toEqual([])
    })

    it.each(documented)("holds $code with its status and default message", ({ code, message, status }) => {
      const path = `DELETE /public/workspace/{workspaceId}/links/{linkId} ${status} application/json "${code}" true`
      expect(facts(json)).toContain(`${path} requires code, defined, message, status`)
      expect([...facts(json)].filter((fact) => fact.startsWith(`${path}.message`))).toEqual([
        `${path}.message is "string", at least nothing long, by default ${JSON.stringify(message)}`
      ])
    })

    it("has no error that is HttpApi's own", () => {
      expect(JSON.stringify(json)).not.toMatch(/HttpApi/)
    })
  })
}
