import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { listErrors } from "@effect-userplane/protocol/Links"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import {
  advice,
  category,
  isDocumented,
  isKeyRejected,
  isRetryable,
  isWorkspaceRejected
} from "../src/DeleteLinkError.js"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import { listLinks } from "../src/Links.js"
import * as E from "../src/ListLinksError.js"
import { failureClasses } from "./failureClasses.js"
import { least as deletionFailures } from "./failures.js"
import { listingOf, workspaceId } from "./listing.js"
import { always } from "./scriptedTransport.js"

const said = { workspaceId, page: 3, perPage: 20, attempts: 2, message: "What was said" }

const response = { ...said, requestId: "req_1", retryAfter: Duration.seconds(30) }

type AnyClass = new (fields: object) => E.ListLinksError

const documented = Record.fromEntries(
  listErrors.map((tag) => {
    const { code, status } = ErrorCatalogue.byTag[tag]
    // The class of a tag takes its code and its status, which TypeScript cannot tell for all tags at once.
    const Class = E.classes[tag] as AnyClass
    return [tag, new Class({ ...response, code, status, data: { retryAfter: 30 } })] as const
  })
)

/** The tags of a listing's failures. */
const tagsOf = (subject: ErrorCatalogue.Category): ReadonlyArray<string> =>
  listErrors.filter((tag) => ErrorCatalogue.byTag[tag].category === subject)

/** Each class with all of its fields, by its tag. */
const failures = {
  ...documented,
  UndocumentedError: new E.UndocumentedError({ ...response, code: "QUITE_NEW", status: 418 }),
  UnexpectedResponse: new E.UnexpectedResponse({
    ...response,
    reason: "Redirect",
    status: 302,
    contentType: "text/html",
    location: "/login",
    body: "<a href='/login'>"
  }),
  TransportError: new E.TransportError({ ...said, reason: "Timeout" }),
  InvalidPageRef: new E.InvalidPageRef({ ...said, attempts: 0, field: "perPage" })
}

const all: ReadonlyArray<E.ListLinksError> = Object.values(failures)

const tagsWhere = (holds: (error: E.ListLinksError) => boolean) => all.filter(holds).map(({ _tag }) => _tag)

describe.each(all)("$_tag of a listing", (error) => {
  it("comes back from JSON as it went there", () => {
    const encoded = JSON.stringify(Schema.encodeSync(E.ListLinksError)(error))
    const back = Schema.decodeSync(Schema.parseJson(E.ListLinksError))(encoded)
    expect(back).toBeInstanceOf(error.constructor)
    expect({ ...back, message: back.message }).toEqual({ ...error, message: error.message })
  })

  it("is shown by its tag and its message", () => {
    expect(String(error)).toBe(`${error._tag}: What was said`)
    expect(inspect(error)).toContain(`${error._tag}: What was said`)
  })

  it("is a failure of a listing, and an Effect that fails with itself", () => {
    expect(E.isListLinksError(error)).toBe(true)
    expect(E.isListLinksError({ ...error })).toBe(false)
    const itself: Effect.Effect<never, E.ListLinksError> = error
    expect(Effect.runSyncExit(itself)).toEqual(Exit.fail(error))
  })
})

describe("the failures of a listing", () => {
  it("have a class for each documented one, and for the fallbacks", () => {
    expect(Object.keys(E.classes)).toEqual([
      ...listErrors,
      "UndocumentedError",
      "UnexpectedResponse",
      "TransportError",
      "InvalidPageRef"
    ])
    for (const [tag, member] of Object.entries(E.classes)) expect(member._tag).toBe(tag)
  })

  it("are none of deleteLink's, though their tags are the same", () => {
    expect(E.isListLinksError(deletionFailures.NotAMember)).toBe(false)
    expect(E.isListLinksError(undefined)).toBe(false)
  })

  it("are what the predicates of DeleteLinkError take as well", () => {
    expect(tagsWhere(isDocumented)).toEqual([...listErrors])
    expect(tagsWhere(isKeyRejected)).toEqual(tagsOf("key"))
    expect(tagsWhere(isWorkspaceRejected)).toEqual(tagsOf("workspace"))
    expect(tagsWhere(isRetryable)).toEqual([...tagsOf("quota"), ...tagsOf("server"), "TransportError"])
    expect(tagsWhere((error) => category(error) === "quota")).toEqual(tagsOf("quota"))
    expect(advice(new E.NotAMember({ ...said, code: "NOT_A_MEMBER", status: 403 }))).toBe(
      ErrorCatalogue.byTag.NotAMember.advice
    )
    expect(advice(failures.InvalidPageRef)).toContain("the page")
    expect(advice(failures.TransportError)).toBe("Run it again, or allow more time.")
  })
})

describe("a page whose request meets", () => {
  const ofOneLink = new Set(
    ErrorCatalogue.entries.map(({ tag }) => tag).filter((tag) => !listErrors.some((listed) => listed === tag))
  )

  it.effect.each(failureClasses)("$name fails with its tag, and is asked for again where that can help", (failure) =>
    Effect.gen(function* () {
      const server = always(failure.answer)
      const { failure: error } = yield* listingOf(listLinks({ workspaceId }), server)
      const isOfOneLink = [...ofOneLink].some((tag) => tag === failure.tag)
      expect(error).toMatchObject({
        _tag: isOfOneLink ? "UndocumentedError" : failure.tag,
        workspaceId,
        page: 1,
        perPage: 20,
        attempts: server.requests.length
      })
      expect(error).not.toHaveProperty("outcome")
      expect(server.requests.length > 1).toBe(failure.retried)
    })
  )
})
