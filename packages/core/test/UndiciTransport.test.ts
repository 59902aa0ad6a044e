import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Dispatcher } from "undici"
import * as UndiciTransport from "../src/UndiciTransport.js"
import { requestTo } from "./fixtures.js"

/** A dispatcher that is still connecting: it keeps what it was given. */
class Connecting extends Dispatcher {
  readonly given: Array<{
    readonly options: Dispatcher.DispatchOptions
    readonly handler: Dispatcher.DispatchHandler
  }> = []

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.given.push({ options, handler })
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

describe("what is asked of undici", () => {
  it.live("is the request as it is, without timeouts of undici's own", () =>
    Effect.gen(function* () {
      const dispatcher = new Connecting()
      const request = requestTo("https://api.example/api/v1/public/workspace/ws/links/lnk")
      yield* Effect.fork(UndiciTransport.fromDispatcher(dispatcher).send(request, 1000))
      yield* Effect.yieldNow()
      const [{ options } = {}] = dispatcher.given
      expect({ ...options, headers: undefined }).toEqual({
        origin: "https://api.example",
        path: "/api/v1/public/workspace/ws/links/lnk",
        method: "DELETE",
        headers: undefined,
        headersTimeout: 0,
        bodyTimeout: 0
      })
      expect(options?.headers === request.headers).toBe(true)
    })
  )

  it.live("is taken back by an interrupt while it is still connecting", () =>
    Effect.gen(function* () {
      const dispatcher = new Connecting()
      const request = requestTo("https://api.example/api/v1")
      const fiber = yield* Effect.fork(UndiciTransport.fromDispatcher(dispatcher).send(request, 1000))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(fiber)
      const { controller: connected, reasons } = controller()
      dispatcher.given[0]?.handler.onRequestStart?.(connected, {})
      expect(reasons).toHaveLength(1)
    })
  )
})
