/**
 * The links of a workspace, page after page, over the transport of the client.
 *
 * @since 0.1.0
 */
import { isSendable } from "@effect-userplane/core/ApiKey"
import * as Quota from "@effect-userplane/core/Quota"
import { redactKey } from "@effect-userplane/core/Redaction"
import type { TransportResponse } from "@effect-userplane/core/Transport"
import { Userplane } from "@effect-userplane/core/Userplane"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { observed } from "./ListingTelemetry.js"
import { isRetryable, ListLinksError, type Reason } from "./ListLinksError.js"
import * as ListingReply from "./ListResponse.js"

/** As many as the API gives at a time. */
const perPage = 20

/** Far more than twenty links take, and far less than would fill the memory. */
const maxBodyBytes = 4 * 1024 * 1024

const attemptTimeout = Duration.seconds(30)

/** The longest hint of the server that is waited for: until the minute of the quota is over, and not until its day is. */
const longestHint = Duration.minutes(2)

// Eight requests take more than a minute, after which a quota that was spent by somebody else lets requests through.
const schedule = Schedule.exponential("1 second").pipe(
  Schedule.jittered,
  Schedule.intersect(Schedule.recurs(7)),
  Schedule.zipRight(Schedule.identity<ListLinksError>()),
  Schedule.modifyDelay(({ retryAfter = Duration.zero }, backoff) => {
    const delay = Duration.max(retryAfter, Duration.min(backoff, "30 seconds"))
    // Whole milliseconds, from which a test clock can tell the nanoseconds of a span.
    return Math.ceil(Duration.toMillis(delay))
  })
)

const mayBeRetried = (error: ListLinksError): boolean =>
  isRetryable(error) && Duration.lessThanOrEqualTo(error.retryAfter ?? Duration.zero, longestHint)

const failed = (asked: ListingReply.Asked, reason: Reason, message: string): ListLinksError =>
  new ListLinksError({ ...asked, reason, message, status: undefined, retryAfter: undefined })

// Normalised before the key is looked for, since JSON can spell the key with escapes.
const parse = ({ body, truncated }: TransportResponse, redact: (text: string) => string): unknown => {
  if (truncated) return undefined
  try {
    return JSON.parse(redact(JSON.stringify(JSON.parse(new TextDecoder().decode(body)))))
  } catch {
    return undefined
  }
}

const urlOf = (baseUrl: URL, { page, workspaceId }: ListingReply.Asked): string | undefined => {
  // What `deleteLink` refuses to name in a URL: no characters, dot segments, which URL parsing removes, lone surrogates.
  if (["", ".", ".."].includes(workspaceId) || /\p{Surrogate}/u.test(workspaceId)) return undefined
  const path = `${baseUrl.origin}${baseUrl.pathname.replace(/\/+$/, "")}/public/workspace/${encodeURIComponent(workspaceId)}/links`
  return `${path}?page=${page}&per_page=${perPage}`
}

type Context = Quota.Quota | Userplane

const attempt = (asked: ListingReply.Asked): Effect.Effect<ListingReply.Page, ListLinksError, Context> =>
  Effect.gen(function* () {
    const { apiKey, baseUrl, transport } = yield* Userplane
    const url = urlOf(baseUrl, asked)
    if (url === undefined)
      return yield* failed(asked, "InvalidWorkspaceId", "The workspace id cannot be named in a URL")
    const key = yield* Effect.mapError(apiKey.current, ({ message }) => failed(asked, "TransportError", message))
    if (!isSendable(key)) return yield* failed(asked, "TransportError", "The API key cannot be sent")
    const redact = redactKey(key)
    const headers = { accept: "application/json", authorization: `Bearer ${Redacted.value(key)}` }
    const request = { method: "GET", url, headers, maxBodyBytes } as const
    // The time is kept below, with that for the key.
    const response = yield* transport
      .send(request, Number.POSITIVE_INFINITY)
      .pipe(Effect.mapError(({ message }) => failed(asked, "TransportError", redact(message))))
    return yield* ListingReply.read(asked, {
      status: response.status,
      retryAfter: response.header("retry-after"),
      body: parse(response, redact)
    })
  }).pipe(
    Effect.timeoutFail({
      duration: attemptTimeout,
      onTimeout: () => failed(asked, "TransportError", `No response within ${Duration.format(attemptTimeout)}`)
    })
  )

/** A page of links. It is asked for again, at most seven times, where that can help. */
const page = (asked: ListingReply.Asked): Effect.Effect<ListingReply.Page, ListLinksError, Context> =>
  attempt(asked).pipe(observed(asked), Quota.withPermit, Effect.retry({ while: mayBeRetried, schedule }))

/** The pages of a workspace, the first one first. */
const pages = (workspaceId: string): Stream.Stream<ListingReply.Page, ListLinksError, Context> =>
  Stream.paginateEffect(1, (number) =>
    Effect.map(page({ workspaceId, page: number }), (listed) => [
      listed,
      // An empty page is the last one whatever it says: a server that always has more would be asked for ever.
      listed.pagination.hasMore && listed.links.length > 0 ? Option.some(number + 1) : Option.none()
    ])
  )

/**
 * The links of a workspace, each once.
 *
 * @since 0.1.0
 * @category models
 */
export interface Listing {
  /** Those that were read. */
  readonly links: ReadonlyArray<ListingReply.ListedLink>
  /** How many there are, as the last page says. */
  readonly total: number
  /** Whether the last page was read. */
  readonly isWhole: boolean
  /** Whether links came or went meanwhile, which shifts the pages: a link may be missing then. */
  readonly shifted: boolean
}

/**
 * The links of a workspace. None is handed on before the last page was read: whoever deletes the first links while the
 * others are still being listed would shift the pages, and each page would miss as many links as were deleted.
 *
 * @param onPage - Is told of every page that was read.
 * @param isEnough - Whether the links that were read are enough, so that no other page is asked for. Default: never.
 *
 * @since 0.1.0
 * @category operations
 */
export const list = (
  workspaceId: string,
  onPage: (listed: number, total: number) => Effect.Effect<void>,
  isEnough: (links: ReadonlyMap<string, ListingReply.ListedLink>) => boolean = () => false
): Effect.Effect<Listing, ListLinksError, Context> =>
  Effect.gen(function* () {
    const links = new Map<string, ListingReply.ListedLink>()
    const totals = new Set<number>()
    let seen = 0
    let total = 0
    let isWhole = true
    yield* pages(workspaceId).pipe(
      Stream.tap((page) => {
        for (const link of page.links) links.set(link.linkId, link)
        seen += page.links.length
        total = page.pagination.total
        totals.add(total)
        return onPage(links.size, total)
      }),
      Stream.takeUntil((page) => {
        if (!page.pagination.hasMore || !isEnough(links)) return false
        isWhole = false
        return true
      }),
      Stream.runDrain
    )
    const isConsistent = totals.size <= 1 && seen === links.size && (!isWhole || totals.has(seen))
    return { links: [...links.values()], total, isWhole, shifted: !isConsistent }
  })
