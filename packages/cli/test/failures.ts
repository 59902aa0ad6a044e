/** One failure of each tag. */
import * as DeleteLinkError from "@effect-userplane/core/DeleteLinkError"
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"

export const ref = { workspaceId: "ws_abc123", linkId: "lnk_abc123" }

type Failure = DeleteLinkError.DeleteLinkError

type Fields = Partial<Pick<Failure, "attempts" | "outcome">>

const decode = Schema.decodeUnknownSync(DeleteLinkError.DeleteLinkError)

const specifics: {
  readonly [T in Exclude<Failure["_tag"], ErrorCatalogue.Tag>]: Record.ReadonlyRecord<string, unknown>
} = {
  UndocumentedError: { status: 418, code: "TEAPOT", message: "Short and stout" },
  UnexpectedResponse: { status: 502, reason: "NotJson", message: "Not understood", body: "<html>" },
  TransportError: { reason: "Timeout", message: "No response within 30s" },
  InvalidLinkRef: { field: "linkId", message: "The linkId must have at least one character" }
}

const documented = Record.map(ErrorCatalogue.byTag, ({ code, message, status }) => ({ code, message, status }))

/** A failure of `deleteLink` by its tag. */
export const failure = (tag: Failure["_tag"], fields: Fields & Record.ReadonlyRecord<string, unknown> = {}): Failure =>
  decode({ _tag: tag, ...ref, attempts: 1, outcome: "NotDeleted", ...{ ...documented, ...specifics }[tag], ...fields })

export const tags: ReadonlyArray<Failure["_tag"]> = [
  ...ErrorCatalogue.entries.map(({ tag }) => tag),
  "UndocumentedError",
  "UnexpectedResponse",
  "TransportError",
  "InvalidLinkRef"
]
