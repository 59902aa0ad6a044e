/**
 * Compares the committed pact with the OpenAPI document of `docs`, and with the provider's own, where a copy of that lies
 * beside the repository. The copy is not part of the project, so its absence is said and is no failure.
 */
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parse } from "yaml"
import { openApiFindings } from "./openApiFindings.js"

const root = new URL("../../../", import.meta.url)
const pact = new URL("pacts/effect-userplane-userplane-public-api.json", root)
const generated = new URL("docs/openapi/delete-link.openapi.json", root)
const authority = new URL("../shared/api/delete-link.openapi.yaml", root)

// JSON is YAML.
const read = (file: URL) => parse(readFileSync(file, "utf8"))

for (const file of [generated, authority]) {
  if (!existsSync(file)) {
    console.log("The provider's OpenAPI document is not here: nothing to compare with.")
    continue
  }
  const findings = await openApiFindings(read(file), read(pact))
  console.log(`${fileURLToPath(file)}: ${findings.length === 0 ? "the pact agrees." : findings.join("\n")}`)
  if (findings.length > 0) process.exitCode = 1
}
