import * as Either from "effect/Either"
import { toStringUnknown } from "effect/Inspectable"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import { InvalidLinkRef } from "../DeleteLinkError.js"
import type { TransportRequest } from "../Transport.js"
import type { LinkRef } from "./link.js"
import { oncePer } from "./oncePer.js"

/** The path of the operation, for telemetry: with the names of the ids in place of the ids. */
export const urlTemplate = "/public/workspace/{workspaceId}/links/{linkId}"

/** How much of a reply is read, in bytes. */
const maxBodyBytes = 64 * 1024

type Field = "workspaceId" | "linkId"

/** An id as exactly one path segment, or what keeps it from being one. */
const segmentOf = (id: unknown): Either.Either<string, string> => {
  if (!Predicate.isString(id)) return Either.left("must be a string")
  if (id === "") return Either.left("must have at least one character")
  if (id === "." || id === "..") {
    return Either.left(
      "must not be a dot segment: URL parsing removes it, and the request would reach another resource"
    )
  }
  try {
    return Either.right(encodeURIComponent(id))
  } catch {
    // The only thing that has no UTF-8 encoding.
    return Either.left("must be well-formed Unicode: it holds a lone surrogate")
  }
}

const refused = (ref: LinkRef, field: Field, reason: string): InvalidLinkRef =>
  new InvalidLinkRef(
    {
      workspaceId: toStringUnknown(ref.workspaceId),
      linkId: toStringUnknown(ref.linkId),
      attempts: 0,
      outcome: "NotDeleted",
      field,
      message: `The ${field} ${reason}`
    },
    true
  )

/** The one URL of a link: each id is exactly one path segment. */
export const urlOf = (baseUrl: string, ref: LinkRef): Either.Either<string, InvalidLinkRef> => {
  const workspace = segmentOf(ref.workspaceId)
  if (Either.isLeft(workspace)) return Either.left(refused(ref, "workspaceId", workspace.left))
  const link = segmentOf(ref.linkId)
  if (Either.isLeft(link)) return Either.left(refused(ref, "linkId", link.left))
  return Either.right(`${baseUrl}/public/workspace/${workspace.right}/links/${link.right}`)
}

/** A class for the reason that a call is one. */
class DeleteRequest implements TransportRequest {
  readonly method = "DELETE"
  readonly url: string
  readonly headers: TransportRequest["headers"]
  readonly maxBodyBytes = maxBodyBytes

  constructor(url: string, headers: TransportRequest["headers"]) {
    this.url = url
    this.headers = headers
  }
}

/** The headers with a key, made once a key. An empty key sends no `Authorization` header. */
const headersOf = oncePer((key: Redacted.Redacted): TransportRequest["headers"] => {
  const value = Redacted.value(key)
  const accept = "application/json"
  return Object.freeze(value === "" ? { accept } : { accept, authorization: `Bearer ${value}` })
})

/** The request with a key. */
export const withKey = (url: string, key: Redacted.Redacted): TransportRequest => new DeleteRequest(url, headersOf(key))
