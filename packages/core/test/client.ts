/** This client, as the tests of behaviour that all clients share see it. */
import {
  type Client,
  type Ended,
  type KeyName,
  type MetricRecord,
  ordinaryLink,
  type Scenario
} from "@effect-userplane/testing/Client"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import type * as MetricPair from "effect/MetricPair"
import * as MetricState from "effect/MetricState"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { ApiKeyUnavailable } from "../src/ApiKey.js"
import { DeleteLinkError } from "../src/DeleteLinkError.js"
import { DeletedLink, deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, otherKey } from "./fixtures.js"
import { type RecordedSpan, recordingTracer } from "./recordingTracer.js"
import * as Scripted from "./scriptedTransport.js"
import { type WallClock, withWallClock } from "./settableClock.js"
import { type KeySource, keysInTurn } from "./testClient.js"

/** The keys that a source can give, by their names. */
export const keys: { readonly [N in KeyName]: KeySource } = {
  first: Effect.succeed(apiKey),
  second: Effect.succeed(otherKey),
  unavailable: Effect.fail(new ApiKeyUnavailable({ message: "sealed" }))
}

const keyNameOf = (authorization: string | undefined): KeyName | undefined => {
  if (authorization === `Bearer ${Redacted.value(apiKey)}`) return "first"
  return authorization === `Bearer ${Redacted.value(otherKey)}` ? "second" : undefined
}

const server = ({ answers, otherwise }: Scenario) => {
  const left = [...answers]
  return Scripted.served(() => {
    const answer = left.shift() ?? otherwise
    if (answer === undefined) return () => Effect.dieMessage("There is no answer for one more request")
    return Scripted.sharedAnswer(answer)
  })
}

const policyOf = (policy: NonNullable<Scenario["policy"]>) =>
  policy === "none" ? RetryPolicy.none : RetryPolicy.exponential(policy)

const callOf = ({ callerSpan, draws, link = ordinaryLink, policy }: Scenario) => {
  const plain = deleteLink(link)
  const call = policy === undefined ? plain : RetryPolicy.within(plain, policyOf(policy))
  const drawn = draws === undefined ? call : Effect.withRandom(call, Random.fixed([...draws]))
  return callerSpan === undefined ? drawn : Effect.withSpan(drawn, callerSpan)
}

const recordsOf = (spans: ReadonlyArray<RecordedSpan>, start: number): Ended["spans"] =>
  spans.map(({ attributes, ended, kind, name, parentId, times }) => ({
    name,
    kind,
    parent: parentId === undefined ? undefined : spans.findIndex(({ spanId }) => spanId === parentId),
    attributes: Object.fromEntries(attributes),
    ended,
    times: times.map((time) => time - start)
  }))

const metricOf = ({ metricKey, metricState }: MetricPair.MetricPair.Untyped): ReadonlyArray<MetricRecord> => {
  // Those of Effect's own fibers are no metrics of the client.
  if (metricKey.name.startsWith("effect_")) return []
  const attributes = Object.fromEntries(metricKey.tags.map(({ key, value }) => [key, value]))
  const shared = { name: metricKey.name, attributes }
  if (MetricState.isCounterState(metricState)) return [{ ...shared, count: Number(metricState.count) }]
  if (!MetricState.isHistogramState(metricState)) return []
  return [{ ...shared, count: metricState.count, sum: metricState.sum }]
}

/** The metrics that have changed. They are shared by the whole process. */
const changes = (
  before: ReadonlyArray<MetricPair.MetricPair.Untyped>,
  now: ReadonlyArray<MetricPair.MetricPair.Untyped>
): ReadonlyArray<MetricRecord> => {
  const nameOf = ({ attributes, name }: MetricRecord) => JSON.stringify([name, Object.entries(attributes).sort()])
  const known = new Map(before.flatMap(metricOf).map((metric) => [nameOf(metric), metric]))
  return now.flatMap(metricOf).flatMap((metric) => {
    const past = known.get(nameOf(metric))
    const count = metric.count - (past?.count ?? 0)
    if (count === 0) return []
    return [metric.sum === undefined ? { ...metric, count } : { ...metric, count, sum: metric.sum - (past?.sum ?? 0) }]
  })
}

const resultOf = (exit: Exit.Exit<DeletedLink, DeleteLinkError>): Pick<Ended, "failure" | "link"> => {
  if (Exit.isSuccess(exit)) return { link: { ...Schema.encodeSync(DeletedLink)(exit.value) } }
  const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
  if (error !== undefined) return { failure: { ...Schema.encodeSync(DeleteLinkError)(error) } }
  if (Exit.isInterrupted(exit)) return {}
  throw Cause.squash(exit.cause)
}

const run = (scenario: Scenario, wall: WallClock) =>
  Effect.gen(function* () {
    const {
      baseUrl,
      callerAttributes = {},
      clockSet = [],
      interruptAfter,
      keys: names = ["first"],
      startAt = 0
    } = scenario
    yield* TestClock.setTime(startAt)
    const transport = server(scenario)
    const { layer: tracer, spans } = recordingTracer()
    const [first, ...others] = names
    const source = keysInTurn(keys[first], ...others.map((name) => keys[name]))
    let endedAt = startAt
    const end = Effect.map(Clock.currentTimeMillis, (now) => {
      endedAt = now
    })
    const client = Layer.provide(Userplane.layerTransport({ baseUrl }), [transport.layer, source.layer])
    const before = yield* Metric.snapshot
    const fiber = yield* callOf(scenario).pipe(
      Effect.ensuring(end),
      Effect.tagMetrics(callerAttributes),
      Effect.provide(Layer.merge(Layer.orDie(client), tracer)),
      Effect.fork
    )
    let passed = 0
    for (const { at, by } of clockSet) {
      yield* TestClock.adjust(at - passed)
      yield* wall.set(by)
      passed = at
    }
    yield* TestClock.adjust(interruptAfter ?? "1 day")
    if (interruptAfter !== undefined) yield* Fiber.interrupt(fiber)
    return {
      ...resultOf(yield* Fiber.await(fiber)),
      endedAt: endedAt - startAt,
      sentAt: transport.requests.map(({ at }) => at - startAt),
      requests: transport.requests.map(({ headers, method, url }) => ({
        method,
        url,
        key: keyNameOf(headers["authorization"])
      })),
      spans: recordsOf(spans, startAt),
      metrics: changes(before, yield* Metric.snapshot)
    }
  })

export const client: Client = (scenario) =>
  withWallClock((wall) => run(scenario, wall)).pipe(Effect.provide(TestContext.TestContext), Effect.runPromise)
