/**
 * The end of every help text: examples, which are shown first, the environment, the fields of NDJSON and the exit codes.
 *
 * @since 0.1.0
 */
import * as HelpDoc from "@effect/cli/HelpDoc"
import { meanings } from "./command/ExitCode.js"
import { ndjsonFields, summaryFields } from "./delete/output/NdjsonFields.js"
import * as Columns from "./terminal/Columns.js"

const examples: { readonly [command: string]: string } = {
  delete: `\
  userplane-links delete lnk_1 lnk_2 --workspace ws_abc123
  userplane-links delete lnk_1 --workspace ws_abc123 --output ndjson
  userplane-links delete --from links.txt -w ws_abc123 --dry-run
  userplane-links delete --from links.txt -w ws_abc123 --journal clean-up.ndjson
  userplane-links delete --from links.txt -w ws_abc123 --resume clean-up.ndjson
  userplane-links delete - -w ws_abc123 < links.txt`,
  fleet: `\
  userplane-links fleet worker
  userplane-links fleet submit --run clean-up --from links.txt -w ws_abc123
  userplane-links fleet status clean-up --watch
  userplane-links fleet outcomes clean-up --follow --output ndjson
  userplane-links fleet set clean-up --quota-share 50%
  userplane-links fleet pause clean-up
  userplane-links fleet key env:NEXT_API_KEY`,
  list: `\
  userplane-links list --workspace ws_abc123
  userplane-links list -w ws_abc123 --output ndjson > links.ndjson
  userplane-links list -w ws_abc123 --older-than 90d --limit 20
  userplane-links list -w ws_abc123 --older-than 90d | userplane-links delete -`,
  report: `\
  userplane-links report clean-up.ndjson
  userplane-links report clean-up.ndjson --html clean-up.html`,
  sandbox: `\
  userplane-links sandbox
  userplane-links sandbox --port 4010 --seed 7`,
  tour: `\
  userplane-links tour`
}

const general = `\
  userplane-links tour
  userplane-links list --workspace ws_abc123
  userplane-links list -w ws_abc123 --older-than 90d | userplane-links delete -
  userplane-links delete lnk_1 lnk_2 --workspace ws_abc123
  userplane-links delete --from links.txt -w ws_abc123 --journal clean-up.ndjson
  userplane-links delete --help`

const environment = Columns.render([
  ["USERPLANE_API_KEY", "The key to list and delete links with. It begins with uspl_, and is never printed."],
  ["USERPLANE_BASE_URL", "Where the API is. Default: https://api.userplane.io/api/v1"],
  ["NO_COLOR", "Set to anything, it switches colours off."]
])

// Each section is one text that is laid out already: the printer takes as long for a list as for all the rest of the help.
const section = (title: string, text: string): ReadonlyArray<HelpDoc.HelpDoc> => [HelpDoc.h1(title), HelpDoc.p(text)]

/**
 * The footer of the help that a command line asks for.
 *
 * @param argv - `process.argv`, whole.
 *
 * @since 0.1.0
 * @category documentation
 */
export const footer = (argv: ReadonlyArray<string>): HelpDoc.HelpDoc => {
  const command = argv.slice(2).find((argument) => Object.hasOwn(examples, argument)) ?? ""
  return HelpDoc.blocks([
    ...section("EXAMPLES", examples[command] ?? general),
    ...section("ENVIRONMENT", environment),
    ...section(
      "FIELDS OF A LINE OF NDJSON (without a value, a field is left out)",
      Columns.render(Object.entries(ndjsonFields))
    ),
    ...section("FIELDS OF THE SUMMARY, THE LAST LINE OF NDJSON", Columns.render(Object.entries(summaryFields))),
    ...section(
      "EXIT CODES (where several apply, the first counts)",
      Columns.render(meanings.map(([code, meaning]) => [String(code), meaning]))
    )
  ])
}
