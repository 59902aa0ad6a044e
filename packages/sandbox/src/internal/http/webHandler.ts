import * as PlatformHttpApp from "@effect/platform/HttpApp"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as Effect from "effect/Effect"
import type * as Runtime from "effect/Runtime"
import type { Sandbox } from "../../Sandbox.js"
import * as HttpApp from "./httpApp.js"
import type { Handle } from "./webFetch.js"

/** Handles web requests as the server does. */
export const make = (runtime: Runtime.Runtime<never>): Effect.Effect<Handle, never, Sandbox> =>
  Effect.gen(function* () {
    const breaking = new WeakMap<Request, () => void>()
    const app = yield* HttpApp.make(({ source }) =>
      Effect.zipRight(
        Effect.sync(() => (source instanceof Request ? breaking.get(source)?.() : undefined)),
        Effect.interrupt
      )
    )
    const handler = PlatformHttpApp.toWebHandlerRuntime(runtime)(app, HttpMiddleware.cors())
    return (request, breakConnection) => {
      breaking.set(request, breakConnection)
      return handler(request)
    }
  })
