import { fileURLToPath } from "node:url"

/** The pact of this repository's own consumer. */
export const committedPact = fileURLToPath(
  new URL("../../../pacts/effect-userplane-userplane-public-api.json", import.meta.url)
)
