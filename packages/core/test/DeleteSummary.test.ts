import { deleteSummaries } from "@effect-userplane/testing/DeleteSummaries"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { DeleteLinkError } from "../src/DeleteLinkError.js"
import * as DeleteSummary from "../src/DeleteSummary.js"
import { DeleteOutcome } from "../src/Links.js"
import { client } from "./bulkClient.js"

const encode = Schema.encodeSync(DeleteSummary.DeleteSummary)
const json = Schema.parseJson(DeleteOutcome)
const decode = (outcome: unknown) => Schema.decodeSync(json)(JSON.stringify(outcome))

deleteSummaries(client, {
  empty: encode(DeleteSummary.empty),
  summarize: (outcomes) =>
    Effect.runPromise(
      Effect.map(Stream.run(Stream.fromIterable(outcomes.map(decode)), DeleteSummary.sink), (summary) =>
        encode(summary)
      )
    ),
  throughJson: (outcome) => {
    const back = decode(outcome)
    return {
      outcome: JSON.parse(Schema.encodeSync(json)(back)),
      isOwnFailure: back._tag !== "Deleted" && Schema.is(DeleteLinkError)(back.error)
    }
  }
})
