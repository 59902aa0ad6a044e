/** Runs over a server in memory which knows links by their ids, under `TestClock`. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import type * as ApiKey from "../src/ApiKey.js"
import type * as Journal from "../src/Journal.js"
import type { DeleteOutcome, LinkRef, RunStopped } from "../src/Links.js"
import * as Quota from "../src/Quota.js"
import type { Userplane } from "../src/Userplane.js"
import { type Answer, deleted, type ScriptedTransport, served } from "./scriptedTransport.js"
import { clientLayer } from "./testClient.js"

export const workspaceId = "ws_abc123"

/** A page of a gateway. */
export const html =
  (status: number): Answer =>
  () =>
    Effect.succeed({
      status,
      header: (name) => (name === "content-type" ? "text/html" : undefined),
      body: new TextEncoder().encode(`<html><h1>${status}</h1></html>`),
      truncated: false
    })

/** Links `lnk_1`, `lnk_2` and so on. */
export const links = (count: number): ReadonlyArray<LinkRef> =>
  Array.from({ length: count }, (_, index) => ({ workspaceId, linkId: `lnk_${index + 1}` }))

/** A server that answers the requests for a link in turn, and the last answer ever after: by default that it is deleted. */
export const server = (answers: Readonly<Record<string, ReadonlyArray<Answer>>> = {}): ScriptedTransport => {
  const asked = new Map<string, number>()
  return served((request) => {
    const linkId = decodeURIComponent(request.url.slice(request.url.lastIndexOf("/") + 1))
    const times = asked.get(linkId) ?? 0
    asked.set(linkId, times + 1)
    const own = answers[linkId] ?? []
    return own[Math.min(times, own.length - 1)] ?? deleted({ workspaceId, linkId })
  })
}

/** The ids of the links that were asked for, in this order. */
export const askedFor = ({ requests }: ScriptedTransport): ReadonlyArray<string> =>
  requests.map(({ url }) => decodeURIComponent(url.slice(url.lastIndexOf("/") + 1)))

export interface Setting {
  readonly server: ScriptedTransport
  readonly quota?: Layer.Layer<Quota.Quota> | undefined
  readonly journal?: Layer.Layer<Journal.Journal> | undefined
  readonly key?: Layer.Layer<ApiKey.ApiKey> | undefined
}

export const within = ({ journal, key, quota = Quota.layerUnlimited, server }: Setting) =>
  Layer.mergeAll(clientLayer(server, key), quota, journal ?? Layer.empty)

/** A run, before it is begun. */
export type Run<E> = Stream.Stream<DeleteOutcome, E | RunStopped, Userplane>

/** How a run ended: its outcomes, what it failed with, and when it ended, in milliseconds since its beginning. */
export interface Ended<E> {
  readonly outcomes: ReadonlyArray<DeleteOutcome>
  readonly failure: E | RunStopped | undefined
  readonly endedAt: number
}

/**
 * Forks an effect, and returns when it waits for the clock or for the test. `TestClock.adjust` lets a fiber run on that it
 * has woken, however many steps that takes, but not one that has only just been forked.
 */
export const started = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<Fiber.Fiber<A, E>, never, R> =>
  Effect.gen(function* () {
    yield* TestClock.setTime((yield* Clock.currentTimeMillis) - 1)
    const fiber = yield* Effect.forkChild(Effect.andThen(Effect.sleep(1), effect))
    yield* TestClock.adjust(1)
    return fiber
  })

/** Runs to the end, however long that takes on the clock of the test. */
export const ended = <E>(run: Run<E>, setting: Setting): Effect.Effect<Ended<E>> =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const outcomes: Array<DeleteOutcome> = []
    const fiber = yield* started(
      Stream.runForEach(run, (outcome) => Effect.sync(() => outcomes.push(outcome))).pipe(
        Effect.match({ onFailure: (error) => error, onSuccess: () => undefined }),
        Effect.zip(Clock.currentTimeMillis),
        Effect.provide(within(setting))
      )
    )
    const joined = Fiber.join(fiber)
    const [failure, end] = yield* Effect.raceFirst(joined, Effect.andThen(TestClock.adjust("30 days"), joined))
    return { outcomes, failure, endedAt: end - start }
  })

/** The outcomes of a run in short. */
export const brief = (outcomes: Iterable<DeleteOutcome>): ReadonlyArray<string> =>
  Array.from(outcomes, (outcome) => {
    const detail = outcome._tag === "Deleted" ? outcome.link.confirmation : outcome.error._tag
    return `${outcome.linkId} ${outcome._tag} ${detail} ${outcome.requests}`
  })

/** The lines of a journal in short. */
export const briefLines = (lines: Iterable<Journal.Line>): ReadonlyArray<string> =>
  Array.from(lines, (line) => {
    if (line.type === "run") return "run"
    const about = `${line.type} ${line.linkId} ${line.attempt}`
    return line.type === "sending" ? about : `${about} ${line.tag} ${line.outcome}${line.settled ? " settled" : ""}`
  })

/** The values of a stream. */
export const collect = Stream.runCollect
