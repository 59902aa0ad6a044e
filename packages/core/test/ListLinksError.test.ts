import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { listErrors } from "@effect-userplane/protocol/Links"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import {
  advice,
  category,
  isDocumented,
  isKeyRefused,
  isRetryable,
  isWorkspaceRefused
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

/** Each class with all of its fields, by its tag. */
const failures = {
  BadRequest: new E.BadRequest({ ...response, code: "BAD_REQUEST", status: 400 }),
  ApiKeyRequired: new E.ApiKeyRequired({ ...response, code: "API_KEY_REQUIRED", status: 401 }),
  ApiKeyInvalid: new E.ApiKeyInvalid({ ...response, code: "API_KEY_INVALID", status: 401 }),
  ApiKeyExpired: new E.ApiKeyExpired({ ...response, code: "API_KEY_EXPIRED", status: 401 }),
  ApiKeyDisabled: new E.ApiKeyDisabled({ ...response, code: "API_KEY_DISABLED", status: 403 }),
  NotAMember: new E.NotAMember({ ...response, code: "NOT_A_MEMBER", status: 403 }),
  WorkspaceNotFound: new E.WorkspaceNotFound({ ...response, code: "WORKSPACE_NOT_FOUND", status: 404 }),
  WorkspaceGone: new E.WorkspaceGone({ ...response, code: "WORKSPACE_GONE", status: 410 }),
  RateLimited: new E.RateLimited({ ...response, code: "RATE_LIMITED", status: 429, data: { retryAfter: 30 } }),
  ServiceUnavailable: new E.ServiceUnavailable({ ...response, code: "SERVICE_UNAVAILABLE", status: 503 }),
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
} satisfies { readonly [T in E.ListLinksError["_tag"]]: Extract<E.ListLinksError, { readonly _tag: T }> }

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
    expect(tagsWhere(isKeyRefused)).toEqual(["ApiKeyRequired", "ApiKeyInvalid", "ApiKeyExpired", "ApiKeyDisabled"])
    expect(tagsWhere(isWorkspaceRefused)).toEqual(["NotAMember", "WorkspaceNotFound", "WorkspaceGone"])
    expect(tagsWhere(isRetryable)).toEqual(["RateLimited", "ServiceUnavailable", "TransportError"])
    expect(tagsWhere((error) => category(error) === "quota")).toEqual(["RateLimited"])
    expect(advice(failures.NotAMember)).toBe(ErrorCatalogue.byTag.NotAMember.advice)
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
