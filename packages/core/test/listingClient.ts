/** The listing of this client, as the tests of behaviour that all clients share see it. */
import { isDeepStrictEqual } from "node:util"
import { ordinaryLink } from "@effect-userplane/testing/Client"
import {
  type Listed,
  type ListingClient,
  type ListingScenario,
  type ListOptions,
  pageAsked
} from "@effect-userplane/testing/Listing"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { DeleteOutcome, deleteLinks, LinkPage, listLinkPage, listLinkPages, listLinks } from "../src/Links.js"
import { isListLinksError, ListLinksError } from "../src/ListLinksError.js"
import * as Quota from "../src/Quota.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { keySource } from "./keySource.js"
import { changedMetrics, requestRecords, spanRecords } from "./observation.js"
import { policyOf } from "./policies.js"
import { recordingTracer } from "./recordingTracer.js"
import * as Scripted from "./scriptedTransport.js"
import { clientLayer } from "./testClient.js"
import { onVirtualTime, pass } from "./virtualClock.js"

type Item = Listed["items"][number]

const optionsOf = ({ page, perPage, workspaceId = ordinaryLink.workspaceId }: ListOptions = {}) => ({
  workspaceId,
  ...(page === undefined ? {} : { page }),
  ...(perPage === undefined ? {} : { perPage })
})

const encodePage = Schema.encodeSync(LinkPage)

const survivesJson = (page: LinkPage): boolean =>
  isDeepStrictEqual(Schema.decodeUnknownSync(LinkPage)(JSON.parse(JSON.stringify(encodePage(page)))), page)

const server = ({ server }: ListingScenario) => {
  let requests = 0
  return Scripted.served(({ url }) => Scripted.sharedAnswer(server({ ...pageAsked(url), index: requests++ })))
}

/** The items that a scenario asks for, in the form in which they are compared. */
const itemsOf = ({ as = "links", options }: ListingScenario, onPage: (page: LinkPage) => void) => {
  const ref = optionsOf(options)
  const itemOf = (page: LinkPage): Item => {
    onPage(page)
    return { ...encodePage(page) }
  }
  const links = Stream.map(listLinks(ref), (link): Item => ({ ...link }))
  switch (as) {
    case "links":
      return links
    case "pages":
      return Stream.map(listLinkPages(ref), itemOf)
    case "page":
      return Stream.map(Stream.fromEffect(listLinkPage(ref)), itemOf)
    case "deletions":
      return Stream.unwrap(
        Effect.map(Stream.runCollect(listLinks(ref)), (links) =>
          Stream.map(deleteLinks(links), (outcome): Item => ({ ...Schema.encodeSync(DeleteOutcome)(outcome) }))
        )
      )
  }
}

const quotaOf = ({ quota }: ListingScenario): Layer.Layer<never> | Layer.Layer<Quota.Quota> => {
  if (quota === undefined) return Layer.empty
  return quota === "unlimited" ? Quota.layerUnlimited : Quota.layer(quota)
}

const currentWait = Effect.map(
  Effect.flatMap(
    Effect.serviceOption(Quota.Quota),
    Option.match({ onNone: () => Effect.succeedNone, onSome: ({ wait }) => wait })
  ),
  Option.match({
    onNone: () => undefined,
    onSome: ({ outage, reason }) => (outage === undefined ? { reason } : { reason, outage: outage.message })
  })
)

const run = (scenario: ListingScenario) =>
  Effect.gen(function* () {
    const { callerSpan, interruptAfter, others = [], policy, runs = 1, take, waitsAt = [] } = scenario
    const transport = server(scenario)
    const { layer: tracer, spans } = recordingTracer()
    const source = keySource(scenario.keys)
    const before = yield* Metric.snapshot
    let items: Array<Item> = []
    let endedAt = 0
    let pagesSurvive = true
    const whole = itemsOf(scenario, (page) => {
      pagesSurvive &&= survivesJson(page)
    })
    const taken = take === undefined ? whole : Stream.take(whole, take)
    const stream = callerSpan === undefined ? taken : Stream.withSpan(taken, callerSpan)
    const once = Effect.suspend(() => {
      items = []
      return Stream.runForEach(stream, (item) =>
        Effect.sync(() => {
          items.push(item)
          scenario.onItem?.(item)
        })
      )
    })
    const end = Effect.map(Clock.currentTimeMillis, (now) => {
      endedAt = now
    })
    const all = Effect.ensuring(
      Effect.forEach(Array.from({ length: runs }), () => once, { discard: true }),
      end
    )
    const other = ({ after, ...options }: ListOptions & { readonly after: number }) =>
      Effect.delay(Effect.exit(Stream.runDrain(listLinks(optionsOf(options)))), after)

    const waits: Array<Listed["waits"][number]> = []
    const exit = yield* Effect.gen(function* () {
      const under = policy === undefined ? all : RetryPolicy.within(all, policyOf(policy))
      const fiber = yield* Effect.fork(
        Effect.zipRight(
          Effect.forEach(others, (options) => Effect.fork(other(options))),
          under
        )
      )
      let passed = 0
      for (const at of waitsAt) {
        yield* pass(at - passed)
        passed = at
        waits.push(yield* currentWait)
      }
      if (interruptAfter !== undefined) {
        yield* pass(interruptAfter - passed)
        yield* Fiber.interrupt(fiber)
      }
      return yield* Fiber.await(fiber)
    }).pipe(Effect.provide(Layer.mergeAll(clientLayer(transport, source.layer), tracer, quotaOf(scenario))))

    const error = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined
    if (Exit.isFailure(exit) && error === undefined && !Exit.isInterrupted(exit)) throw Cause.squash(exit.cause)
    return {
      items,
      ...(isListLinksError(error) ? { failure: { ...Schema.encodeSync(ListLinksError)(error) } } : {}),
      survivesJson: pagesSurvive,
      waits,
      endedAt,
      sentAt: transport.requests.map(({ at }) => at),
      requests: requestRecords(transport.requests),
      givenUpAt: transport.interruptions,
      keysAsked: source.asked(),
      keysGivenUp: source.givenUp(),
      spans: spanRecords(spans, 0),
      metrics: changedMetrics(before, yield* Metric.snapshot)
    }
  })

export const listingClient: ListingClient = (scenario) => Effect.runPromise(onVirtualTime(run(scenario)))
