/** The consumer of this repository: the real client, which makes one request per call. */

import * as ApiKey from "@effect-userplane/core/ApiKey"
import type { DeleteLinkError } from "@effect-userplane/core/DeleteLinkError"
import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import { type DeletedLink, deleteLink } from "@effect-userplane/core/Links"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type Call, ExpectedResponse, type Interaction, type Options } from "../src/index.js"

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

type Outcome = Exit.Exit<DeletedLink, DeleteLinkError | Cause.UnknownException>

const tagOf = Exit.match({
  onSuccess: (deleted: DeletedLink) => deleted.confirmation,
  onFailure: (cause: Cause.Cause<DeleteLinkError | Cause.UnknownException>) =>
    Option.match(Cause.failureOption(cause), { onNone: () => Cause.pretty(cause), onSome: ({ _tag }) => _tag })
})

const expectedTag = ExpectedResponse.$match({
  Deletion: () => "Reply",
  Documented: ({ entry }) => entry.tag,
  Undeclared: () => "UndocumentedError"
})

const check = ({ response }: Interaction, outcome: Outcome): string | undefined => {
  const [expected, actual] = [expectedTag(response), tagOf(outcome)]
  return actual === expected ? undefined : `the call ended with ${actual}, not with ${expected}`
}

/** The options that the pact of this repository is written with, except the folder. */
export const effectUserplane = { consumer: "effect-userplane", implementation, check } satisfies Omit<
  Options<DeletedLink, DeleteLinkError, never>,
  "directory"
>
