import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Dispatcher } from "undici"
import * as UndiciTransport from "../src/UndiciTransport.js"
import { requestTo } from "./fixtures.js"

/** A dispatcher that is still connecting: it keeps the handlers. */
class Connecting extends Dispatcher {
  readonly handlers: Array<Dispatcher.DispatchHandler> = []

  override dispatch(_: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.handlers.push(handler)
    return true
  }
}

const controller = () => {
  const reasons: Array<Error> = []
  return {
    reasons,
    controller: {
      aborted: false,
      paused: false,
      reason: null,
      abort: (reason: Error) => {
        reasons.push(reason)
      },
      pause: () => {},
      resume: () => {}
    }
  }
}

/** The behaviour of the transport itself is tested in the protocol. */
describe("a request over undici", () => {
  it.live("is cancelled by an interrupt while it is still connecting", () =>
    Effect.gen(function* () {
      const dispatcher = new Connecting()
      const request = requestTo("https://api.example/api/v1")
      const fiber = yield* Effect.fork(UndiciTransport.fromDispatcher(dispatcher).send(request, 1000))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(fiber)
      const { controller: connected, reasons } = controller()
      dispatcher.handlers[0]?.onRequestStart?.(connected, {})
      expect(reasons).toHaveLength(1)
    })
  )
})
