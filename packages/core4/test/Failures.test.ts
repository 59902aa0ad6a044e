import * as Failure from "@effect-userplane/protocol/Failure"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import * as DeleteLinkError from "../src/DeleteLinkError.js"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import { ref } from "./fixtures.js"

const shared = { attempts: 2, message: "What was said", requestId: "req_1", retryAfter: 30_000 }

const outcome = "Unknown" as const

const documented = ErrorCatalogue.entries.map(
  ({ code, status, tag }): Failure.Failure => ({ ...ref, ...shared, outcome, _tag: tag, code, status, data: { n: 1 } })
)

const failures: ReadonlyArray<Failure.Failure> = [
  ...documented,
  { ...ref, ...shared, outcome, _tag: "UndocumentedError", code: "QUITE_NEW", status: 418 },
  { ...ref, ...shared, outcome, _tag: "UnexpectedResponse", reason: "NotJson", status: 502, body: "<html>" },
  { ...ref, attempts: 1, message: "No route", outcome, _tag: "TransportError", reason: "ConnectionLost" },
  { ...ref, attempts: 0, message: "The linkId", outcome: "NotDeleted", _tag: "InvalidLinkRef", field: "linkId" }
]

describe.each(failures)("$_tag", (failure) => {
  const error = DeleteLinkError.fromFailure(failure)

  it("is encoded as the plain data that it was made of, and comes back from JSON", () => {
    const encoded = Schema.encodeSync(DeleteLinkError.DeleteLinkError)(error)
    expect({ ...encoded }).toEqual(failure)
    const back = Schema.decodeUnknownSync(DeleteLinkError.DeleteLinkError)(JSON.parse(JSON.stringify(encoded)))
    expect(back).toBeInstanceOf(DeleteLinkError.classes[failure._tag])
    expect({ ...back }).toEqual({ ...error })
  })

  it("is a failure of deleteLink, with its duration as a Duration", () => {
    expect(DeleteLinkError.isDeleteLinkError(error)).toBe(true)
    expect(error._tag).toBe(failure._tag)
    if ("retryAfter" in error) expect(error.retryAfter).toEqual(Duration.seconds(30))
  })

  it("is judged as the protocol judges it", () => {
    expect(DeleteLinkError.isRetryable(error)).toBe(Failure.isRetryable(failure))
    expect(DeleteLinkError.isDocumented(error)).toBe(Failure.isDocumented(failure))
    expect(DeleteLinkError.category(error)).toBe(Failure.category(failure))
    expect(DeleteLinkError.advice(error)).toBe(Failure.advice(failure))
  })
})
