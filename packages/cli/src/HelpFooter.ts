/**
 * What every help text ends with: examples, the environment, the fields of NDJSON and the exit codes.
 *
 * @since 0.1.0
 */
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Span from "@effect/cli/HelpDoc/Span"
import * as Array from "effect/Array"
import { meanings } from "./ExitCode.js"
import { ndjsonFields } from "./NdjsonFields.js"

const example = (command: string): HelpDoc.HelpDoc => HelpDoc.p(`$ ${command}`)

const definitions = (pairs: Array.NonEmptyReadonlyArray<readonly [term: string, meaning: string]>): HelpDoc.HelpDoc =>
  HelpDoc.descriptionList(Array.map(pairs, ([term, meaning]) => [Span.strong(Span.text(term)), HelpDoc.p(meaning)]))

const fields = Object.entries(ndjsonFields)

const exitCodes = Array.map(meanings, ([code, meaning]) => [String(code), meaning] as const)

/**
 * @since 0.1.0
 * @category documentation
 */
export const footer: HelpDoc.HelpDoc = HelpDoc.blocks([
  HelpDoc.h1("EXAMPLES"),
  example("userplane-links delete lnk_1 lnk_2 --workspace ws_abc123"),
  example("userplane-links delete lnk_1 --workspace ws_abc123 --output ndjson"),
  example("userplane-links sandbox --port 4010 --seed 7"),
  HelpDoc.h1("ENVIRONMENT"),
  definitions([
    ["USERPLANE_API_KEY", "The key to delete links with. It begins with uspl_, and is never printed."],
    ["USERPLANE_BASE_URL", "Where the API is. Default: https://api.userplane.io/api/v1"],
    ["NO_COLOR", "Set to anything, it switches colours off."]
  ]),
  HelpDoc.h1("FIELDS OF A LINE OF NDJSON"),
  HelpDoc.p("A field without a value is left out."),
  ...(Array.isNonEmptyArray(fields) ? [definitions(fields)] : []),
  HelpDoc.h1("EXIT CODES"),
  HelpDoc.p("Where several apply, the first of these counts."),
  definitions(exitCodes)
])
