import { describe, expect, it } from "vitest"
import * as Catalogue from "../src/Catalogue.js"
import * as Failure from "../src/Failure.js"
import { ref } from "./fixtures.js"

const fields = { ...ref, attempts: 2, outcome: "NotDeleted", message: "What the server said" } as const

const documented = Catalogue.entries.map(
  ({ code, status, tag }): Failure.Failure => ({
    ...fields,
    _tag: tag,
    code,
    status
  })
)

const undocumented = (status: number): Failure.Failure => ({
  ...fields,
  _tag: "UndocumentedError",
  code: "QUITE_NEW",
  status
})

const unexpected = (status: number): Failure.Failure => ({
  ...fields,
  _tag: "UnexpectedResponse",
  reason: "NotJson",
  body: "",
  status
})

const noReply = (reason: Failure.TransportReason): Failure.Failure => ({ ...fields, _tag: "TransportError", reason })

const invalid: Failure.Failure = { ...fields, _tag: "InvalidLinkRef", attempts: 0, field: "linkId" }

const failures = [...documented, undocumented(418), unexpected(502), noReply("ConnectionLost"), invalid]

const tagsWhere = (holds: (failure: Failure.Failure) => boolean): ReadonlyArray<string> =>
  failures.filter(holds).map(({ _tag }) => _tag)

/** The tags whose codes have a pattern. */
const tagsOf = (code: RegExp): ReadonlyArray<string> =>
  Catalogue.entries.filter((entry) => code.test(entry.code)).map(({ tag }) => tag)

/** A failure as an error class of a client has it: the fields on an instance, and what an `Error` adds. */
const asError = (failure: Failure.Failure): Failure.Failure => Object.assign(new Error(failure.message), failure)

describe("the predicates", () => {
  it("know the documented failures", () => {
    expect(tagsWhere(Failure.isDocumented)).toEqual(Object.keys(Catalogue.byTag))
  })

  it("know the subject of a documented failure, and of no other", () => {
    for (const failure of failures) {
      const entry = Catalogue.entries.find(({ tag }) => tag === failure._tag)
      expect(Failure.category(failure)).toBe(entry?.category)
    }
  })

  it("know where the key was rejected", () => {
    expect(tagsWhere(Failure.isKeyRejected)).toEqual(tagsOf(/^API_KEY_/))
  })

  it("know where another key may help", () => {
    expect(tagsWhere(Failure.anotherKeyMayHelp)).toEqual(tagsOf(/^API_KEY_(?!REQUIRED)/))
  })

  it("know where the workspace was rejected", () => {
    expect(tagsWhere(Failure.isWorkspaceRejected)).toEqual(tagsOf(/^WORKSPACE_|MEMBER/))
  })

  it("know every 429 for a spent quota, documented or not", () => {
    expect(tagsWhere(Failure.isRateLimited)).toEqual(["RateLimited"])
    expect(Failure.isRateLimited(undocumented(429))).toBe(true)
    expect(Failure.isRateLimited(unexpected(429))).toBe(true)
    expect(Failure.isRateLimited(unexpected(503))).toBe(false)
  })

  it("know where nobody answered, or only a gateway", () => {
    const answered = Array.from({ length: 1_000 }, (_, status) => status).filter(
      (status) => !Failure.isUnanswered(undocumented(status)) && !Failure.isUnanswered(unexpected(status))
    )
    expect(answered).toHaveLength(1_000 - 3)
    expect([502, 503, 504].filter((status) => answered.includes(status))).toEqual([])
    expect(Failure.transportReasons.filter((reason) => !Failure.isUnanswered(noReply(reason)))).toEqual([
      "ApiKeyUnavailable"
    ])
    expect(Failure.isUnanswered(invalid)).toBe(false)
  })

  it("say the same of an error class as of plain data", () => {
    const { advice, anotherKeyMayHelp, category, isDocumented, isKeyRejected, isRateLimited } = Failure
    const { isRetryable, isWorkspaceRejected } = Failure
    for (const failure of failures) {
      for (const predicate of [advice, anotherKeyMayHelp, category, isDocumented, isKeyRejected]) {
        expect(predicate(asError(failure))).toBe(predicate(failure))
      }
      for (const predicate of [isRateLimited, isRetryable, isWorkspaceRejected]) {
        expect(predicate(asError(failure))).toBe(predicate(failure))
      }
    }
  })
})

describe("isRetryable", () => {
  it("depends on the tag where the failure is documented, or no response came", () => {
    const retried = Catalogue.entries.filter(({ retryable }) => retryable).map(({ tag }) => tag)
    expect(tagsWhere(Failure.isRetryable)).toEqual([...retried, "UnexpectedResponse", "TransportError"])
  })

  it("depends on the status where it is not documented: 408, 429, and 5xx but for 501 and 505", () => {
    const retried: Array<number> = []
    for (let status = 0; status <= 999; status += 1) {
      expect(Failure.isRetryable(undocumented(status))).toBe(Failure.isRetryable(unexpected(status)))
      if (Failure.isRetryable(undocumented(status))) retried.push(status)
    }
    const server = Array.from({ length: 100 }, (_, index) => 500 + index)
    expect(retried).toEqual([408, 429, ...server.filter((status) => status !== 501 && status !== 505)])
  })

  it.each(Failure.transportReasons)("is true where no response came: %s", (reason) => {
    expect(Failure.isRetryable(noReply(reason))).toBe(true)
  })

  it("is false where nothing could be sent because of an id", () => {
    expect(Failure.isRetryable(invalid)).toBe(false)
  })
})

describe("mayHaveBeenCarriedOut", () => {
  it("holds for 2xx, and for 5xx but for 501, 503 and 505", () => {
    const found = Array.from({ length: 1_000 }, (_, status) => status).filter(Failure.mayHaveBeenCarriedOut)
    const hundred = (from: number) => Array.from({ length: 100 }, (_, index) => from + index)
    expect(found).toEqual([...hundred(200), ...hundred(500).filter((status) => ![501, 503, 505].includes(status))])
  })
})

describe("advice", () => {
  it("is the catalogue's where the failure is documented", () => {
    for (const { advice, tag } of Catalogue.entries) {
      expect(Failure.advice({ _tag: tag, status: 0, outcome: "NotDeleted" })).toBe(advice)
    }
  })

  it("says who deleted a link that is gone, where the call itself may have", () => {
    expect(Failure.advice({ _tag: "LinkGone", status: 410, outcome: "Unknown" })).toContain("by this call or before it")
    expect(Failure.advice({ _tag: "WorkspaceGone", status: 410, outcome: "Unknown" })).toBe(
      Catalogue.byTag.WorkspaceGone.advice
    )
  })

  it.each([
    ["InvalidLinkRef", invalid, "Correct the id. Nothing was sent."],
    ["InvalidPageRef", { _tag: "InvalidPageRef" }, "Correct the workspace id or the page. Nothing was sent."],
    ["UndocumentedError", undocumented(418), "report it to the provider"],
    ["UnexpectedResponse", unexpected(502), "Check the base URL"]
  ] as const)("is given for %s", (_, failure, advice) => {
    expect(Failure.advice(failure)).toContain(advice)
  })

  it.each([
    ["ConnectionFailed", "Check the network and the base URL."],
    ["ConnectionLost", "Run it again"],
    ["Timeout", "allow more time"],
    ["ApiKeyUnavailable", "Check where the key comes from."]
  ] as const)("depends on why no response came: %s", (reason, advice) => {
    expect(Failure.advice(noReply(reason))).toContain(advice)
  })

  it.each(Failure.transportReasons)("says nothing of a deletion where nothing can have changed: %s", (reason) => {
    expect(Failure.advice({ _tag: "TransportError", reason })).not.toContain("deleted")
  })
})
