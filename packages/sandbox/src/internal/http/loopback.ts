import type * as Net from "node:net"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as Effect from "effect/Effect"
import { basePath } from "./path.js"

/** The loopback address, and no other: the keys of the standard world are public. */
export const host = "127.0.0.1"

/** Returns the base URL of a port, with the base path of production. */
export const baseUrlOf = (port: number): string => `http://${host}:${port}${basePath}`

/** Listens on loopback, and returns the port. Port 0 takes any free one. */
export const listen = (server: Net.Server, port: number): Effect.Effect<number, HttpServerError.ServeError> =>
  Effect.async((resume) => {
    server.once("error", (cause) => resume(Effect.fail(new HttpServerError.ServeError({ cause }))))
    server.listen(port, host, () => {
      const address = server.address()
      resume(Effect.succeed(address !== null && typeof address === "object" ? address.port : port))
    })
  })

/** Stops listening, and waits until the last connection is closed. */
export const close = (server: Net.Server): Effect.Effect<void> =>
  Effect.async((resume) => {
    server.close(() => resume(Effect.void))
  })
