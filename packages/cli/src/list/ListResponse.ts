/**
 * How a reply to the listing of links is read. As documented: the status is the truth, unknown fields are kept.
 *
 * @since 0.1.0
 */
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ListLinksError } from "./ListLinksError.js"

/**
 * A link as the API describes it. Only its id is relied on: the other fields are known from examples alone.
 *
 * @since 0.1.0
 * @category models
 */
export const ListedLink = Schema.Struct(
  { linkId: Schema.NonEmptyString },
  { key: Schema.String, value: Schema.Unknown }
)

/**
 * @since 0.1.0
 * @category models
 */
export type ListedLink = typeof ListedLink.Type

const Page = Schema.Struct({
  workspaceId: Schema.String,
  links: Schema.Array(ListedLink),
  pagination: Schema.Struct({ total: Schema.NonNegative, hasMore: Schema.Boolean })
})

/**
 * A page of links.
 *
 * @since 0.1.0
 * @category models
 */
export type Page = typeof Page.Type

const decodePage = Schema.decodeUnknownOption(Schema.Struct({ data: Page }))

// The code is `code` in the OpenAPI document and `error` in the prose documentation.
const decodeRefusal = Schema.decodeUnknownOption(
  Schema.Struct({
    code: Schema.optional(Schema.String),
    error: Schema.optional(Schema.String),
    message: Schema.optional(Schema.String)
  })
)

/**
 * A reply as far as it is read. Its body is `undefined` where it is no JSON, or too much of it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Reply {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: unknown
}

/**
 * What was asked for.
 *
 * @since 0.1.0
 * @category models
 */
export interface Asked {
  readonly workspaceId: string
  /** From 1. */
  readonly page: number
}

const seconds = /^\d+$/

/** The time that the server asks for, the longest where it does so several times. A date is not waited for. */
const retryAfterOf = (header = ""): Duration.Duration | undefined => {
  const values = header
    .split(",")
    .map((value) => value.trim())
    .filter((value) => seconds.test(value))
  return values.length === 0 ? undefined : Duration.seconds(Math.max(...values.map(Number)))
}

const refusal = (asked: Asked, { body, retryAfter, status }: Reply): ListLinksError => {
  const { code, error, message } = Option.getOrElse(decodeRefusal(body), () => ({ code: "", error: "", message: "" }))
  const named = code || error
  const entry = ErrorCatalogue.find(status, named ?? "")
  return new ListLinksError({
    ...asked,
    reason: entry?.tag ?? (named ? "UndocumentedError" : "UnexpectedResponse"),
    message: message || named || `Status ${status}, without an error that can be read`,
    status,
    retryAfter: retryAfterOf(retryAfter)
  })
}

const unexpected = (asked: Asked, message: string, status: number): ListLinksError =>
  new ListLinksError({ ...asked, reason: "UnexpectedResponse", message, status, retryAfter: undefined })

/**
 * The page that a reply holds, or why it holds none.
 *
 * @since 0.1.0
 * @category decoding
 */
export const read = (asked: Asked, reply: Reply): Either.Either<Page, ListLinksError> => {
  const { body, status } = reply
  if (status >= 300 && status <= 399) {
    return Either.left(unexpected(asked, "A redirect, which is not followed: it would take the key elsewhere", status))
  }
  if (status !== 200) return Either.left(refusal(asked, reply))
  const page = decodePage(body)
  if (Option.isNone(page)) return Either.left(unexpected(asked, "The reply is no page of links", status))
  const { data } = page.value
  return data.workspaceId === asked.workspaceId
    ? Either.right(data)
    : Either.left(unexpected(asked, "The reply is about another workspace", status))
}
