/**
 * Every toxic of the fault proxy, at every step of a request, over every transport: a call has a typed end that claims no
 * more than what happened, and leaves nothing behind.
 *
 * Nothing here depends on the speed of the machine: a toxic takes hold when the sockets and the sandbox show that the step
 * is reached, and a call's time is up when its `TestClock` says so.
 */
import { inspect } from "node:util"
import { expect, it, layer } from "@effect/vitest"
import { restoreAfterAll } from "@effect-userplane/testing/TestMethods"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Fixtures from "../src/Fixtures.js"
import * as Quota from "../src/Quota.js"
import * as Sandbox from "../src/Sandbox.js"
import * as SandboxServer from "../src/SandboxServer.js"
import * as Toxic from "../src/Toxic.js"
import {
  byItself,
  hour,
  type ProxiedDeletion,
  prepare,
  type Result,
  type Step,
  whenInterrupted,
  whenRemoved,
  whenTimeIsUp
} from "./proxiedDeletion.js"
import * as Sockets from "./sockets.js"
import { type NamedTransport, transports } from "./transports.js"
import { until } from "./until.js"

type End = "deleted" | "ConnectionLost, Unknown" | "Timeout, Unknown"

interface Row {
  readonly toxic: (stream: Toxic.Direction) => Toxic.Toxic
  /** How a call ends that meets it. A call that waits ends when its time is up, or when it is interrupted. */
  readonly end: End | "waits"
  /** How a waiting call ends when the toxic is removed. */
  readonly removed?: End
  /** How a waiting call ends when the server closes the connection after its response. Default: it waits on. */
  readonly closed?: End
}

const lost = "ConnectionLost, Unknown"

const rows: ReadonlyArray<Row> = [
  {
    toxic: (stream) => Toxic.Latency.make({ stream, attributes: { latency: hour } }),
    end: "waits",
    removed: "deleted"
  },
  {
    toxic: (stream) => Toxic.Bandwidth.make({ stream, attributes: { rate: 1 } }),
    end: "waits",
    removed: "deleted"
  },
  {
    toxic: (stream) => Toxic.Slicer.make({ stream, attributes: { average_size: 32, delay: 1000 * hour } }),
    end: "waits",
    removed: "deleted"
  },
  {
    toxic: (stream) => Toxic.Timeout.make({ stream, attributes: {} }),
    end: "waits",
    removed: lost,
    closed: lost
  },
  { toxic: (stream) => Toxic.ResetPeer.make({ stream, attributes: {} }), end: lost },
  { toxic: (stream) => Toxic.LimitData.make({ stream, attributes: { bytes: 0 } }), end: lost },
  { toxic: (stream) => Toxic.SlowClose.make({ stream, attributes: { delay: hour } }), end: "deleted" }
]

const steps: ReadonlyArray<Step> = [
  {
    name: "before the request passes",
    stream: "upstream",
    isReached: (now, before) => now.sentBytes > before.sentBytes
  },
  {
    name: "before the request passes on a kept connection",
    stream: "upstream",
    isReached: (now, before) => now.sentBytes > before.sentBytes,
    kept: true
  },
  {
    name: "while the request passes",
    stream: "upstream",
    isReached: (now, before) => now.arrivedBytes > before.arrivedBytes,
    passing: 64
  },
  { name: "after the server acted", stream: "downstream", isReached: (now) => now.deleted },
  {
    name: "while the response's head passes",
    stream: "downstream",
    isReached: (now, before) => now.responseBytes > before.responseBytes,
    passing: 64
  },
  {
    name: "while the response's body passes",
    stream: "downstream",
    isReached: (now, before) => now.responseBytes > before.responseBytes,
    passing: 800
  }
]

const endOf = (result: Result): string =>
  Either.match(result, {
    onLeft: (failure) => `${failure._tag === "TransportError" ? failure.reason : failure._tag}, ${failure.outcome}`,
    onRight: ({ confirmation }) => (confirmation === "Reply" ? "deleted" : confirmation)
  })

/** Whether the key can be found in anything that a value shows. */
const showsKey = (value: unknown): boolean => {
  const texts = [String(value), JSON.stringify(value), inspect(value, { depth: 20, showHidden: true, getters: true })]
  return texts.some((text) => text.includes(Redacted.value(Fixtures.keys.member)))
}

const hasActed = (end: End, { stream }: Step): boolean => end === "deleted" || stream === "downstream"

/** Expects an end of a call that claims what has happened, and no more. */
const expectEnd = (deletion: ProxiedDeletion, result: Result, end: End, step: Step) =>
  Effect.gen(function* () {
    const acted = hasActed(end, step)
    expect(endOf(result)).toBe(end)
    expect(yield* deletion.truth).toEqual({ arrived: acted ? 1 : 0, deleted: acted })
    if (Either.isRight(result)) return
    expect(showsKey(result.left)).toBe(false)
    yield* deletion.disconnected
  })

const expectInterrupted = (deletion: ProxiedDeletion, step: Step) =>
  Effect.gen(function* () {
    expect(Exit.isInterrupted(yield* whenInterrupted(deletion))).toBe(true)
    yield* deletion.disconnected
    const acted = hasActed("Timeout, Unknown", step)
    expect(yield* deletion.truth).toEqual({ arrived: acted ? 1 : 0, deleted: acted })
  })

interface Case {
  readonly name: string
  readonly test: (deletion: ProxiedDeletion) => Effect.Effect<void>
}

/** The tests of one toxic at one step over one transport. */
const casesOf = ({ closed, end: usual, removed, toxic }: Row, step: Step, transport: NamedTransport) => {
  const { type } = toxic(step.stream)
  const place = `${step.name}, over ${transport.name}`
  const isClosed = step.stream === "downstream" && !transport.keepsConnections
  const end = isClosed && closed !== undefined ? closed : usual

  const endsWith = (end: End, call: (deletion: ProxiedDeletion) => Effect.Effect<Result>): Case["test"] => {
    return (deletion) => Effect.flatMap(call(deletion), (result) => expectEnd(deletion, result, end, step))
  }
  const cases: ReadonlyArray<Case> =
    end !== "waits"
      ? [{ name: `${type} ${place}: ${end}`, test: endsWith(end, byItself) }]
      : [
          { name: `${type} ${place}: Timeout, Unknown`, test: endsWith("Timeout, Unknown", whenTimeIsUp) },
          {
            name: `${type} ${place}: an interrupt ends the call and its connection`,
            test: (deletion) => expectInterrupted(deletion, step)
          },
          ...(removed === undefined
            ? []
            : [{ name: `${type} that is removed ${place}: ${removed}`, test: endsWith(removed, whenRemoved) }])
        ]
  return cases.map(({ name, test }) => ({
    name,
    test: Effect.flatMap(prepare(transport, toxic(step.stream), step), test)
  }))
}

/** Runs a test that logs nothing and leaves no socket open but the server's. */
const leavesNothing = <E, R>(test: Effect.Effect<void, E, R | Scope.Scope>) =>
  Effect.gen(function* () {
    const logged: Array<unknown> = []
    const logger = Logger.make(({ message }) => void logged.push(message))
    yield* Effect.scoped(test).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
    yield* until(Effect.sync(() => Sockets.activeHandles().length === 1))
    expect(logged).toEqual([])
  })

const served = SandboxServer.layer().pipe(Layer.provideMerge(Sandbox.layer({ quota: { windows: Quota.unlimited } })))

restoreAfterAll(it)

layer(served, { excludeTestServices: true })("a deletion meets", (it) => {
  for (const transport of transports) {
    for (const row of rows) {
      for (const step of steps) {
        for (const { name, test } of casesOf(row, step, transport)) it.effect(name, () => leavesNothing(test))
      }
    }
  }
})
