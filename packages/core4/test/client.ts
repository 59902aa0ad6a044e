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
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Tracer from "effect/Tracer"
import * as TestClock from "effect/testing/TestClock"
import { ApiKeyUnavailable } from "../src/ApiKey.js"
import { DeleteLinkError } from "../src/DeleteLinkError.js"
import { DeletedLink, deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Userplane from "../src/Userplane.js"
import { withDraws } from "./fixedRandom.js"
import { apiKey, otherKey } from "./fixtures.js"
import { runTest } from "./runTest.js"
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
    if (answer === undefined) return () => Effect.die("There is no answer for one more request")
    return Scripted.sharedAnswer(answer)
  })
}

const policyOf = (policy: NonNullable<Scenario["policy"]>) =>
  policy === "none" ? RetryPolicy.none : RetryPolicy.exponential(policy)

const callOf = ({ callerSpan, draws, link = ordinaryLink, policy }: Scenario) => {
  const plain = deleteLink(link)
  const call = policy === undefined ? plain : RetryPolicy.within(plain, policyOf(policy))
  const drawn = draws === undefined ? call : withDraws(...draws)(call)
  return callerSpan === undefined ? drawn : Effect.withSpan(drawn, callerSpan)
}

/** A tracer that keeps the spans, in the order of their beginnings. */
const recording = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return { spans, tracer }
}

const endOf = ({ status }: Tracer.NativeSpan) => {
  if (status._tag === "Started") return undefined
  if (Exit.isSuccess(status.exit)) return "success"
  return Exit.hasInterrupts(status.exit) ? "interruption" : "failure"
}

const timesOf = ({ status }: Tracer.NativeSpan) =>
  status._tag === "Started" ? [status.startTime] : [status.startTime, status.endTime]

const recordsOf = (spans: ReadonlyArray<Tracer.NativeSpan>, start: number): Ended["spans"] =>
  spans.map((span) => {
    const parent = Option.getOrUndefined(span.parent)
    return {
      name: span.name,
      kind: span.kind,
      parent: parent === undefined ? undefined : spans.findIndex((other) => other === parent),
      attributes: Object.fromEntries(span.attributes),
      ended: endOf(span),
      times: timesOf(span).map((nanos) => Number(nanos / 1_000_000n) - start)
    }
  })

const metricsIn = (registry: Metric.MetricRegistry): ReadonlyArray<MetricRecord> =>
  Metric.snapshotUnsafe(Context.make(Metric.MetricRegistry, registry)).flatMap((metric) => {
    const shared = { name: metric.id, attributes: metric.attributes ?? {} }
    if (metric.type === "Counter") return [{ ...shared, count: Number(metric.state.count) }]
    return metric.type === "Histogram" ? [{ ...shared, count: metric.state.count, sum: metric.state.sum }] : []
  })

const resultOf = (exit: Exit.Exit<DeletedLink, DeleteLinkError>): Pick<Ended, "failure" | "link"> => {
  if (Exit.isSuccess(exit)) return { link: { ...Schema.encodeSync(DeletedLink)(exit.value) } }
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (error !== undefined) return { failure: { ...Schema.encodeSync(DeleteLinkError)(error) } }
  if (Exit.hasInterrupts(exit)) return {}
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
    const { spans, tracer } = recording()
    const registry: Metric.MetricRegistry = new Map()
    const [first, ...others] = names
    const source = keysInTurn(keys[first], ...others.map((name) => keys[name]))
    let endedAt = startAt
    const end = Effect.map(Clock.currentTimeMillis, (now) => {
      endedAt = now
    })
    const client = Layer.provide(Userplane.layerTransport({ baseUrl }), [transport.layer, source.layer])
    const fiber = yield* callOf(scenario).pipe(
      Effect.ensuring(end),
      Effect.provide(Layer.orDie(client)),
      Effect.provideService(Tracer.Tracer, tracer),
      Effect.provideService(Metric.MetricRegistry, registry),
      Effect.provideService(Metric.CurrentMetricAttributes, callerAttributes),
      Effect.forkChild
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
      metrics: metricsIn(registry)
    }
  })

export const client: Client = (scenario) => runTest(withWallClock((wall) => run(scenario, wall)))
