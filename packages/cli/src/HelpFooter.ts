/**
 * What every help text ends with: examples, the environment, the fields of NDJSON and the exit codes.
 *
 * @since 0.1.0
 */
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Columns from "./Columns.js"
import { meanings } from "./ExitCode.js"
import { ndjsonFields } from "./NdjsonFields.js"

const examples = `\
  userplane-links delete lnk_1 lnk_2 --workspace ws_abc123
  userplane-links delete lnk_1 --workspace ws_abc123 --output ndjson
  userplane-links delete --from links.txt --workspace ws_abc123 --journal clean-up.ndjson
  userplane-links list --workspace ws_abc123
  userplane-links report clean-up.ndjson --html clean-up.html
  userplane-links sandbox --port 4010 --seed 7`

const environment = Columns.render([
  ["USERPLANE_API_KEY", "The key to list and delete links with. It begins with uspl_, and is never printed."],
  ["USERPLANE_BASE_URL", "Where the API is. Default: https://api.userplane.io/api/v1"],
  ["NO_COLOR", "Set to anything, it switches colours off."]
])

// Each section is one text that is laid out already: the printer takes as long for a list as for all the rest of the help.
const section = (title: string, text: string): ReadonlyArray<HelpDoc.HelpDoc> => [HelpDoc.h1(title), HelpDoc.p(text)]

/**
 * @since 0.1.0
 * @category documentation
 */
export const footer: HelpDoc.HelpDoc = HelpDoc.blocks([
  ...section("EXAMPLES", examples),
  ...section("ENVIRONMENT", environment),
  ...section(
    "FIELDS OF A LINE OF NDJSON (without a value, a field is left out)",
    Columns.render(Object.entries(ndjsonFields))
  ),
  ...section(
    "EXIT CODES (where several apply, the first counts)",
    Columns.render(meanings.map(([code, meaning]) => [String(code), meaning]))
  )
])
