/** The consumer of this repository: the real client, which makes one request per call. */

import * as assert from "node:assert"
import * as ApiKey from "@effect-userplane/core/ApiKey"
import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import { type DeletedLink, deleteLink } from "@effect-userplane/core/Links"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import { type Call, type Check, ExpectedResponse, interactions, type Outcome } from "../src/index.js"

/** Deletes a link with the real client. */
export const implementation = ({ apiKey, baseUrl, linkId, workspaceId }: Call) =>
  deleteLink({ workspaceId, linkId }).pipe(
    RetryPolicy.within(RetryPolicy.none),
    Effect.provide(
      Userplane.layerTransport({ baseUrl }).pipe(
        Layer.provide([FetchTransport.layer, ApiKey.layer(Redacted.make(apiKey()))]),
        Layer.orDie
      )
    )
  )

type Deleted = Pick<DeletedLink, "confirmation">

const tagOf = (outcome: Outcome<Deleted>): unknown => {
  if (outcome._tag === "Success") return outcome.value.confirmation
  return Predicate.hasProperty(outcome.error, "_tag") ? outcome.error._tag : outcome.error
}

const expectedTag = ExpectedResponse.$match({
  Deletion: () => "Reply",
  Documented: ({ entry }) => entry.tag,
  Undeclared: () => "UndocumentedError"
})

/** Checks that a call ended with the failure, or the success, that the response stands for. */
export const check: Check<Deleted> = (outcome, { response }) =>
  assert.strictEqual(tagOf(outcome), expectedTag(response))

/** What the pact of this repository is written with, besides the client and the folder. */
export const effectUserplane = { consumer: "effect-userplane", interactions, check }
