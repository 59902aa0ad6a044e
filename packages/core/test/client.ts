/** This client, as the tests of behaviour that all clients share see it. */
import { type Client, type Ended, ordinaryLink, type Scenario } from "@effect-userplane/testing/Client"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { advice, DeleteLinkError } from "../src/DeleteLinkError.js"
import { DeletedLink, deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey } from "./fixtures.js"
import { keySource } from "./keySource.js"
import { changedMetrics, requestRecords, spanRecords } from "./observation.js"
import { layerOf, policyOf } from "./policies.js"
import { recordingTracer } from "./recordingTracer.js"
import * as Scripted from "./scriptedTransport.js"
import { type WallClock, withWallClock } from "./settableClock.js"
import { onVirtualTime, pass } from "./virtualClock.js"

class CallTimedOut extends Data.TaggedError("CallTimedOut") {}

const server = ({ answers, mayRepeat, otherwise }: Scenario) => {
  const left = [...answers]
  return Scripted.served(
    () => {
      const answer = left.shift() ?? otherwise
      if (answer === undefined) return () => Effect.dieMessage("There is no answer for one more request")
      return Scripted.sharedAnswer(answer)
    },
    { mayRepeat }
  )
}

const callOf = (scenario: Scenario) => {
  const {
    callerSpan,
    callLayer,
    calls = 1,
    draws,
    link = ordinaryLink,
    outerPolicy,
    policy,
    timeoutAfter,
    untraced = false
  } = scenario
  const plain = deleteLink(link)
  const inner = policy === undefined ? plain : RetryPolicy.within(plain, policyOf(policy))
  const outer = outerPolicy === undefined ? inner : RetryPolicy.within(inner, policyOf(outerPolicy))
  const layered = callLayer === undefined ? outer : Effect.provide(outer, layerOf(callLayer))
  const drawn = draws === undefined ? layered : Effect.withRandom(layered, Random.fixed([...draws]))
  const spanned = callerSpan === undefined ? drawn : Effect.withSpan(drawn, callerSpan)
  const repeated =
    calls === 1 ? spanned : Effect.zipRight(Effect.replicateEffect(Effect.exit(spanned), calls - 1), spanned)
  const traced = untraced ? Effect.withTracerEnabled(repeated, false) : repeated
  return timeoutAfter === undefined
    ? traced
    : Effect.timeoutFail(traced, { duration: timeoutAfter, onTimeout: () => new CallTimedOut() })
}

type Result = Pick<Ended, "advice" | "cut" | "equalsCopy" | "failure" | "link" | "showsKey">

const resultOf = (exit: Exit.Exit<DeletedLink, CallTimedOut | DeleteLinkError>): Result => {
  if (Exit.isSuccess(exit)) {
    const link = Schema.encodeSync(DeletedLink)(exit.value)
    const copy = Schema.decodeSync(DeletedLink)(link)
    return { link: { ...link }, equalsCopy: Equal.equals(exit.value, copy), showsKey: false }
  }
  const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
  if (error === undefined) {
    if (Exit.isInterrupted(exit)) return { cut: "interrupt", showsKey: false }
    throw Cause.squash(exit.cause)
  }
  if (error._tag === "CallTimedOut") return { cut: "timeout", showsKey: false }
  return {
    failure: { ...Schema.encodeSync(DeleteLinkError)(error) },
    advice: advice(error),
    showsKey: [String(error), JSON.stringify(error)].join().includes(Redacted.value(apiKey))
  }
}

const run = (scenario: Scenario, wall: WallClock) =>
  Effect.gen(function* () {
    const { baseUrl, callerAttributes = {}, clientLayer, clockSet = [], interruptAfter, keys, startAt = 0 } = scenario
    const transport = server(scenario)
    const { layer: tracer, spans } = recordingTracer()
    const source = keySource(keys)
    let endedAt = startAt
    const end = Effect.map(Clock.currentTimeMillis, (now) => {
      endedAt = now
    })
    const client = Layer.orDie(Layer.provide(Userplane.layerTransport({ baseUrl }), [transport.layer, source.layer]))
    const before = yield* Metric.snapshot
    const fiber = yield* callOf(scenario).pipe(
      Effect.ensuring(end),
      Effect.tagMetrics(callerAttributes),
      Effect.provide(
        clientLayer === undefined ? client : Layer.provide(client, RetryPolicy.layer(policyOf(clientLayer)))
      ),
      Effect.provide(tracer),
      Effect.fork
    )
    let passed = 0
    for (const { at, by } of clockSet) {
      yield* pass(at - passed)
      yield* wall.set(by)
      passed = at
    }
    if (interruptAfter !== undefined) {
      yield* pass(interruptAfter)
      yield* Fiber.interrupt(fiber)
      yield* pass("1 hour")
    }
    return {
      ...resultOf(yield* Fiber.await(fiber)),
      endedAt: endedAt - startAt,
      sentAt: transport.requests.map(({ at }) => at - startAt),
      requests: requestRecords(transport.requests),
      givenUpAt: transport.interruptions.map((at) => at - startAt),
      keysAsked: source.asked(),
      keysGivenUp: source.givenUp(),
      spans: spanRecords(spans, startAt),
      metrics: changedMetrics(before, yield* Metric.snapshot)
    }
  })

export const client: Client = (scenario) =>
  Effect.runPromise(
    onVirtualTime(
      withWallClock((wall) => run(scenario, wall)),
      scenario.startAt
    )
  )
