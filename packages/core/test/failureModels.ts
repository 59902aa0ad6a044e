/** The error classes of this client, as the tests that all clients share see them. */
import type { Failure } from "@effect-userplane/protocol/Failure"
import type { ListTag, PageRef } from "@effect-userplane/protocol/Links"
import type { FailureModels, Predicates } from "@effect-userplane/testing/FailureModels"
import type { PlainFailure } from "@effect-userplane/testing/Failures"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import * as DeleteLinkError from "../src/DeleteLinkError.js"
import * as ListLinksError from "../src/ListLinksError.js"
import type { FailedCall } from "../src/RetryPolicy.js"

type AnyClass<E> = new (fields: object) => E

/** Makes an error by the class of its tag. */
const makeBy =
  <E>(classes: object) =>
  ({ _tag, retryAfter, ...fields }: PlainFailure): E => {
    const members: ReadonlyArray<readonly [string, AnyClass<E>]> = Object.entries(classes)
    const Class = members.find(([tag]) => tag === _tag)?.[1]
    if (Class === undefined) throw new Error(`There is no class ${_tag}`)
    return new Class(typeof retryAfter === "number" ? { ...fields, retryAfter: Duration.millis(retryAfter) } : fields)
  }

const shown = {
  equals: Equal.equals,
  pretty: (error: unknown) => Cause.pretty(Cause.fail(error)),
  failsWith: (error: Effect.Effect<never, unknown>) => Effect.runSync(Effect.flip(error))
}

export const deletion: FailureModels<DeleteLinkError.DeleteLinkError> = {
  ...shown,
  tags: Object.keys(DeleteLinkError.classes),
  make: makeBy(DeleteLinkError.classes),
  // The tables keep plain data, which this package reads as it reads what the protocol makes.
  fromFailure: (fields) => DeleteLinkError.fromFailure(fields as unknown as Failure),
  encode: Schema.encodeSync(DeleteLinkError.DeleteLinkError),
  decode: Schema.decodeUnknownSync(DeleteLinkError.DeleteLinkError),
  is: DeleteLinkError.isDeleteLinkError
}

export const listing: FailureModels<ListLinksError.ListLinksError> = {
  ...shown,
  tags: Object.keys(ListLinksError.classes),
  make: makeBy(ListLinksError.classes),
  fromFailure: (fields) => ListLinksError.fromFailure(fields as unknown as Failure<PageRef, ListTag>),
  encode: Schema.encodeSync(ListLinksError.ListLinksError),
  decode: Schema.decodeUnknownSync(ListLinksError.ListLinksError),
  is: ListLinksError.isListLinksError
}

export const predicates: Predicates<FailedCall> = DeleteLinkError
