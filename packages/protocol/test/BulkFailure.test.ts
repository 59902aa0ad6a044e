import { describe, expect, it } from "vitest"
import * as BulkFailure from "../src/BulkFailure.js"
import * as Catalogue from "../src/Catalogue.js"
import { type FailureLike, type Outcome, transportReasons } from "../src/Failure.js"

type Failure = FailureLike & { readonly outcome: Outcome }

const documented: ReadonlyArray<Failure> = Catalogue.entries.map(({ status, tag }) => ({
  _tag: tag,
  status,
  outcome: "Unknown"
}))

const transport: ReadonlyArray<Failure> = transportReasons.map((reason) => ({
  _tag: "TransportError",
  reason,
  outcome: "Unknown"
}))

const undocumented = (status: number, outcome: Outcome): Failure => ({ _tag: "UndocumentedError", status, outcome })

const unexpected = (status: number, outcome: Outcome): Failure => ({ _tag: "UnexpectedResponse", status, outcome })

const invalid: Failure = { _tag: "InvalidLinkRef", outcome: "NotDeleted" }

const nameOf = (failure: Failure): string =>
  failure._tag === "TransportError" ? failure.reason : failure.status === undefined ? failure._tag : `${failure.status}`

const namesOf = (failures: ReadonlyArray<Failure>, predicate: (failure: Failure) => boolean) =>
  failures.filter(predicate).map((failure) => (Catalogue.isTag(failure._tag) ? failure._tag : nameOf(failure)))

const tagsAbout = (...categories: ReadonlyArray<Catalogue.Category>): ReadonlyArray<string> =>
  Catalogue.entries.filter(({ category }) => categories.includes(category)).map(({ tag }) => tag)

describe("a run over many links", () => {
  it("stops when the key or the workspace is rejected, or no key can be had", () => {
    const failures = [...documented, ...transport, invalid, undocumented(401, "NotDeleted"), unexpected(403, "Unknown")]
    expect(namesOf(failures, BulkFailure.stopsRun)).toEqual([...tagsAbout("key", "workspace"), "ApiKeyUnavailable"])
  })
})

describe("a link is final", () => {
  it("after a documented failure of the link or the request, even after a lost response", () => {
    expect(namesOf([...documented, ...transport], BulkFailure.isFinal)).toEqual(tagsAbout("request", "link"))
  })

  it.each<readonly [string, Failure, boolean]>([
    ["an id that cannot be sent", invalid, true],
    ["an undocumented error", undocumented(409, "NotDeleted"), true],
    ["an undocumented error after a lost response", undocumented(409, "Unknown"), false],
    ["an undocumented error that is retryable", undocumented(500, "NotDeleted"), false],
    ["a response that was not understood", unexpected(403, "NotDeleted"), false]
  ])("or not after %s", (_, failure, isFinal) => expect(BulkFailure.isFinal(failure)).toBe(isFinal))
})

describe("nothing was sent", () => {
  it("when no connection was made", () => {
    const failures = [...transport, invalid, undocumented(502, "NotDeleted")]
    expect(namesOf(failures, BulkFailure.isUnconnected)).toEqual(["ConnectionFailed"])
  })
})
