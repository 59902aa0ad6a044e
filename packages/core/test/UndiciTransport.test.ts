import { undiciTransports } from "@effect-userplane/testing/UndiciTransports"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Dispatcher } from "undici"
import * as UndiciTransport from "../src/UndiciTransport.js"

/** A dispatcher that is still connecting: it hands its handlers on. */
class Connecting extends Dispatcher {
  private readonly keep: (handler: Dispatcher.DispatchHandler) => void

  constructor(keep: (handler: Dispatcher.DispatchHandler) => void) {
    super()
    this.keep = keep
  }

  override dispatch(_: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.keep(handler)
    return true
  }
}

const controller = { aborted: false, paused: false, reason: null, pause: () => {}, resume: () => {} }

const request = { method: "DELETE", url: "https://api.example/api/v1", headers: {}, maxBodyBytes: 1 } as const

undiciTransports((keep) => {
  const dispatcher = new Connecting((handler) =>
    keep({ onRequestStart: ({ abort }) => handler.onRequestStart?.({ ...controller, abort }, {}) })
  )
  const fiber = Effect.runFork(UndiciTransport.fromDispatcher(dispatcher).send(request, 1000))
  return () => Effect.runPromise(Fiber.interrupt(fiber))
})
