import * as Http from "node:http"
import type * as Https from "node:https"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** Lets a server listen on a free port of a host until the scope is closed. Connections that are open by then are broken. */
export const serve = (server: Http.Server | Https.Server, host: string): Effect.Effect<number, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<void>((resume) => {
      server.listen(0, host, () => resume(Effect.void))
    }),
    () =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  ).pipe(
    Effect.map(() => {
      const address = server.address()
      return typeof address === "object" && address !== null ? address.port : 0
    })
  )

/** Listens on a free port of 127.0.0.1 until the scope is closed. */
export const listen = (listener: Http.RequestListener): Effect.Effect<string, never, Scope.Scope> =>
  Effect.map(serve(Http.createServer(listener), "127.0.0.1"), (port) => `http://127.0.0.1:${port}`)
