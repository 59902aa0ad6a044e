import { describe, expect, it } from "@effect/vitest"
import { DeletedLink } from "@effect-userplane/core/Links"
import * as LinkOutcome from "../src/delete/output/LinkOutcome.js"
import * as LinkResult from "../src/delete/output/LinkResult.js"
import { ndjsonFields } from "../src/delete/output/NdjsonFields.js"
import * as NdjsonReporter from "../src/delete/output/NdjsonReporter.js"
import { failure, ref, tags } from "./failures.js"

const written = (outcome: LinkOutcome.LinkOutcome): unknown =>
  JSON.parse(NdjsonReporter.line(LinkResult.fromOutcome(outcome)))

const ofFailure = (error: ReturnType<typeof failure>) => LinkResult.fromOutcome(LinkOutcome.Failed({ ref, error }))

describe("the record of an outcome", () => {
  it("of a deleted link says how that is known", () => {
    const link = new DeletedLink({
      ...ref,
      message: "Link deleted",
      confirmation: "GoneAfterLostReply",
      attempts: 2,
      requestId: "req_1"
    })
    expect(written(LinkOutcome.Deleted({ ref, link }))).toStrictEqual({
      ...ref,
      result: "Deleted",
      attempts: 2,
      confirmation: "GoneAfterLostReply",
      message: "Link deleted",
      requestId: "req_1"
    })
  })

  it("of a failure with a response holds all that the response said", () => {
    const error = failure("RateLimited", { attempts: 5, requestId: "req_2", retryAfter: 1500 })
    expect(written(LinkOutcome.Failed({ ref, error }))).toStrictEqual({
      ...ref,
      result: "NotDeleted",
      attempts: 5,
      error: "RateLimited",
      status: 429,
      code: "RATE_LIMITED",
      message: error.message,
      requestId: "req_2",
      retryAfterMillis: 1500,
      advice: "Wait: the quota is shared by all keys of the user, 120 requests a minute and 10,000 a day."
    })
  })

  it("of a failure without a response says why there was none", () => {
    const error = failure("TransportError", { outcome: "Unknown" })
    expect(written(LinkOutcome.Failed({ ref, error }))).toStrictEqual({
      ...ref,
      result: "Unknown",
      attempts: 1,
      error: "TransportError",
      reason: "Timeout",
      message: "No response within 30s",
      advice: "Run it again, or allow more time: a link that was deleted after all answers that it is gone."
    })
  })

  it("of an interrupted call says how many requests it sent", () => {
    expect(written(LinkOutcome.Interrupted({ ref, requests: 2 }))).toStrictEqual({
      ...ref,
      result: "Unknown",
      attempts: 2,
      message: "Interrupted before its answer was seen",
      advice: "Run it again: a link that was deleted after all answers that it is gone."
    })
  })

  it("of a link that was not attempted says why", () => {
    expect(written(LinkOutcome.NotAttempted({ ref, why: "The key was rejected" }))).toStrictEqual({
      ...ref,
      result: "NotAttempted",
      attempts: 0,
      message: "The key was rejected",
      advice: "Run it again."
    })
  })

  it.each(tags)("of %s is NotDeleted, or Unknown when an attempt may have been carried out", (tag) => {
    const gone = tag === "LinkGone"
    expect(ofFailure(failure(tag, { outcome: "NotDeleted" })).result).toBe(gone ? "AlreadyGone" : "NotDeleted")
    expect(ofFailure(failure(tag, { outcome: "Unknown" })).result).toBe(gone ? "AlreadyGone" : "Unknown")
  })

  it.each(tags)("of %s has the documented fields in their order, and no others", (tag) => {
    expect(Object.keys(ofFailure(failure(tag)))).toStrictEqual(Object.keys(ndjsonFields))
  })
})
