import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Struct from "effect/Struct"
import { openApiFindings } from "../scripts/openApiFindings.js"
import { committedPact } from "./committedPact.js"

const document = JSON.parse(
  readFileSync(new URL("../../../docs/openapi/delete-link.openapi.json", import.meta.url), "utf8")
)

const pact = JSON.parse(readFileSync(committedPact, "utf8"))

interface Response {
  readonly status: number
  readonly body: { readonly content: object }
}

/** The pact with another response to an interaction. */
const responding = (description: string, change: (response: Response) => object) => ({
  ...pact,
  interactions: pact.interactions.map((interaction: { readonly description: string; readonly response: Response }) =>
    interaction.description === description
      ? Struct.evolve(interaction, { response: (response) => ({ ...response, ...change(response) }) })
      : interaction
  )
})

const withContent = ({ body }: Response, content: object) => ({
  body: { ...body, content: { ...body.content, ...content } }
})

describe("the comparison with the OpenAPI document", () => {
  it("finds nothing in the pact", async () => {
    assert.deepStrictEqual(await openApiFindings(document, pact), [])
  })

  const gone = "a request to delete a deleted link"

  const wrong = {
    "an undocumented status": responding(gone, () => ({ status: 418 })),
    "the status of another failure": responding(gone, () => ({ status: 404 })),
    "a code that is not documented": responding(gone, (response) => withContent(response, { code: "LINK_DELETED" })),
    "a field beyond the documented ones": responding("a request to delete a link", (response) =>
      withContent(response, { deletedAt: "now" })
    )
  }

  for (const [what, changed] of Object.entries(wrong)) {
    it(`finds ${what}`, async () => {
      const findings = await openApiFindings(document, changed)
      assert.isAbove(findings.length, 0)
      assert.isTrue(findings.every((finding) => finding.startsWith("response.")))
    })
  }
})
