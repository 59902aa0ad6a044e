import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as E from "../src/DeleteLinkError.js"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import { failures, least, most, said } from "./failures.js"
import { brokenBy, fieldsOf, throughJson } from "./survival.js"

const tags = Object.keys(least)

const tagsWhere = (holds: (error: E.DeleteLinkError) => boolean): ReadonlyArray<string> =>
  Object.values(least)
    .filter(holds)
    .map(({ _tag }) => _tag)

const tagsOf = (category: ErrorCatalogue.Category): ReadonlyArray<string> =>
  ErrorCatalogue.entries.filter((entry) => entry.category === category).map(({ tag }) => tag)

describe.each(failures)("$_tag with outcome $outcome", (error) => {
  it("comes back from JSON as it went there", () => {
    expect(brokenBy(error)).toBeUndefined()
    expect(throughJson(error)).toBeInstanceOf(error.constructor)
    // `Equal` compares plain data by reference, so only failures without any equal their copies.
    expect(Equal.equals(throughJson(error), error)).toBe(!("data" in error))
  })

  it("says who it is when it is printed", () => {
    expect(error.name).toBe(error._tag)
    expect(String(error)).toBe(`${error._tag}: What was said`)
    expect(inspect(error)).toContain(`${error._tag}: What was said`)
    expect(Cause.pretty(Cause.fail(error))).toContain(`${error._tag}: What was said`)
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ _tag: error._tag, message: "What was said" })
  })

  it("is a failure of deleteLink, an Error, and an Effect that fails with itself", () => {
    expect(E.isDeleteLinkError(error)).toBe(true)
    expect(error).toBeInstanceOf(Error)
    const itself: Effect.Effect<never, E.DeleteLinkError> = error
    expect(Effect.runSyncExit(itself)).toEqual(Exit.fail(error))
  })

  it("is no failure of deleteLink any more as plain fields", () => {
    expect(E.isDeleteLinkError({ ...fieldsOf(error) })).toBe(false)
  })
})

describe("what is no failure of deleteLink", () => {
  it.each([undefined, null, "LinkGone", 410, {}, { _tag: "LinkGone" }, new Error("LinkGone")])("%s", (value) => {
    expect(E.isDeleteLinkError(value)).toBe(false)
  })
})

describe("the schema", () => {
  const encoded = { ...Schema.encodeSync(E.DeleteLinkError)(least.LinkGone) }

  it.each([
    ["an unknown tag", { _tag: "LinkLost" }],
    ["a code of another tag", { code: "LINK_NOT_FOUND" }],
    ["a status of another tag", { status: 404 }],
    ["no workspace", { workspaceId: undefined }],
    ["no link", { linkId: undefined }],
    ["no message", { message: undefined }],
    ["a negative number of attempts", { attempts: -1 }],
    ["half an attempt", { attempts: 0.5 }],
    ["an unknown outcome", { outcome: "Deleted" }],
    ["a request id that is no text", { requestId: 7 }],
    ["a retryAfter that is no number", { retryAfter: "30 seconds" }]
  ])("rejects %s", (_, fields) => {
    const decode = Schema.decodeUnknownEither(E.DeleteLinkError)
    expect(decode(encoded)._tag).toBe("Right")
    expect(decode({ ...encoded, ...fields })._tag).toBe("Left")
  })

  it("has a class for each tag", () => {
    expect(Object.values(E.classes).map((member) => member._tag)).toEqual(tags)
    expect(Object.keys(E.documentedErrors)).toEqual(Object.keys(ErrorCatalogue.byTag))
  })

  it.each(ErrorCatalogue.entries)("fixes the code and the status of $tag", ({ code, status, tag }) => {
    const { fields } = E.documentedErrors[tag]
    expect(fields.code.literals).toEqual([code])
    expect(fields.status.literals).toEqual([status])
  })
})

describe("telling failures apart", () => {
  it("knows the documented ones", () => {
    expect(tagsWhere(E.isDocumented)).toEqual(Object.keys(ErrorCatalogue.byTag))
  })

  it("knows what a documented one is about", () => {
    for (const error of failures) {
      const entry = ErrorCatalogue.entries.find(({ tag }) => tag === error._tag)
      expect(E.category(error)).toBe(entry?.category)
    }
  })

  it("knows where the key was rejected", () => {
    expect(tagsWhere(E.isKeyRejected)).toEqual(tagsOf("key"))
  })

  it("knows where the workspace was rejected", () => {
    expect(tagsWhere(E.isWorkspaceRejected)).toEqual(tagsOf("workspace"))
  })
})

describe("whether asking again can help", () => {
  it("depends on the tag where the failure is documented, or no response came", () => {
    expect(tagsWhere(E.isRetryable).filter((tag) => tag !== "UnexpectedResponse")).toEqual([
      ...ErrorCatalogue.entries.filter(({ retryable }) => retryable).map(({ tag }) => tag),
      "TransportError"
    ])
  })

  it("depends on the status where it is not documented: 408, 429, and 5xx but for 501 and 505", () => {
    const retried: Array<number> = []
    for (let status = 0; status <= 999; status += 1) {
      const undocumented = new E.UndocumentedError({ ...said, code: "QUITE_NEW", status })
      const unexpected = new E.UnexpectedResponse({ ...said, reason: "NotJson", body: "", status })
      expect(E.isRetryable(undocumented)).toBe(E.isRetryable(unexpected))
      if (E.isRetryable(undocumented)) retried.push(status)
    }
    const server = Array.from({ length: 100 }, (_, index) => 500 + index)
    expect(retried).toEqual([408, 429, ...server.filter((status) => status !== 501 && status !== 505)])
  })

  it.each(E.TransportReason.literals)("is always worth it where no response came: %s", (reason) => {
    expect(E.isRetryable(new E.TransportError({ ...said, reason }))).toBe(true)
  })
})

describe("what to do about it", () => {
  it("is what the catalogue says where the failure is documented", () => {
    for (const error of Object.values(least).filter(E.isDocumented)) {
      expect(E.advice(error)).toBe(ErrorCatalogue.byTag[error._tag].advice)
    }
  })

  it.each([
    [most.InvalidLinkRef, "Correct the id. Nothing was sent."],
    [most.UndocumentedError, "report it to the provider"],
    [most.UnexpectedResponse, "Check the base URL"],
    [most.LinkGone, "by this call or before it"]
  ])("is said for $_tag too", (error, advice) => {
    expect(E.advice(error)).toContain(advice)
  })

  it.each([
    ["ConnectionFailed", "Check the network and the base URL."],
    ["ConnectionLost", "Run it again"],
    ["Timeout", "allow more time"],
    ["ApiKeyUnavailable", "Check where the key comes from."]
  ] as const)("depends on why no response came: %s", (reason, advice) => {
    expect(E.advice(new E.TransportError({ ...said, reason }))).toContain(advice)
  })
})
