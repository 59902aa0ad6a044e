/**
 * Compares the generated OpenAPI document with the provider's own, where a copy of that lies beside the repository. The
 * copy is not part of the project, so its absence is said and is no failure.
 */
import { existsSync, readFileSync } from "node:fs"
import { differences } from "@effect-userplane/testing/OpenApiFacts"
import { parse } from "yaml"

const root = new URL("../../../", import.meta.url)
const generated = new URL("docs/openapi/delete-link.openapi.json", root)
const authority = new URL("../shared/api/delete-link.openapi.yaml", root)

if (!existsSync(authority)) {
  console.log("The provider's OpenAPI document is not here: nothing to compare with.")
} else {
  const found = differences(parse(readFileSync(authority, "utf8")), JSON.parse(readFileSync(generated, "utf8")))
  console.log(found.length === 0 ? "The OpenAPI documents agree." : found.join("\n"))
  process.exitCode = found.length === 0 ? 0 : 1
}
