/** Listings over a server in memory which knows the links of one workspace, under `TestClock`. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import type { ListLinksError } from "../src/ListLinksError.js"
import type { Quota } from "../src/Quota.js"
import type { Userplane } from "../src/Userplane.js"
import { type Answer, json, type ScriptedTransport, served } from "./scriptedTransport.js"
import { clientLayer } from "./testClient.js"

export const workspaceId = "ws_abc123"

interface PageFields {
  readonly links?: ReadonlyArray<object>
  readonly total?: number
  readonly hasMore?: boolean
}

/** A page of links. */
export const pageOf = ({ hasMore = false, links = [{ linkId: "lnk_1" }], total = links.length }: PageFields): Answer =>
  json(200, { message: "Links", data: { workspaceId, links, pagination: { total, hasMore } } })

/** Links `lnk_1`, `lnk_2` and so on, as the API lists them. */
export const listed = (count: number): ReadonlyArray<{ readonly linkId: string }> =>
  Array.from({ length: count }, (_, index) => ({ linkId: `lnk_${index + 1}` }))

/** The page that a request asks for. */
export const pageAsked = (url: string): { readonly page: number; readonly perPage: number } => {
  const { searchParams } = new URL(url)
  return { page: Number(searchParams.get("page")), perPage: Number(searchParams.get("per_page")) }
}

/** A server that lists its links as they are at each request. */
export const listing = (links: () => ReadonlyArray<object>): ScriptedTransport =>
  served(({ url }) => {
    const { page, perPage } = pageAsked(url)
    const end = page * perPage
    const all = links()
    return pageOf({ links: all.slice(end - perPage, end), total: all.length, hasMore: end < all.length })
  })

/** The pages that were asked for, in this order. */
export const pagesAsked = ({ requests }: ScriptedTransport): ReadonlyArray<number> =>
  requests.map(({ url }) => pageAsked(url).page)

/** How a listing ended: what it emitted and failed with, and when, in milliseconds since its beginning. */
export interface Listed<A> {
  readonly items: ReadonlyArray<A>
  readonly failure: ListLinksError | undefined
  readonly endedAt: number
  readonly sentAt: ReadonlyArray<number>
}

/** Runs a listing to its end, however long that takes on the clock of the test. */
export const listingOf = <A>(
  stream: Stream.Stream<A, ListLinksError, Userplane>,
  server: ScriptedTransport,
  quota?: Layer.Layer<Quota>
): Effect.Effect<Listed<A>> =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const items: Array<A> = []
    const run = Stream.runForEach(stream, (item) => Effect.sync(() => items.push(item))).pipe(
      Effect.match({ onFailure: (error) => error, onSuccess: () => undefined }),
      Effect.zip(Clock.currentTimeMillis),
      Effect.provide(clientLayer(server))
    )
    const fiber = yield* Effect.fork(quota === undefined ? run : Effect.provide(run, quota))
    const joined = Fiber.join(fiber)
    const [failure, end] = yield* Effect.raceFirst(joined, Effect.zipRight(TestClock.adjust("1 day"), joined))
    return { items, failure, endedAt: end - start, sentAt: server.requests.map(({ at }) => at - start) }
  })
