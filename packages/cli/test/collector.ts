/** A collector of telemetry on loopback, which keeps what it is sent. */
import * as Http from "node:http"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Export {
  readonly path: string
  readonly headers: Http.IncomingHttpHeaders
  readonly body: string
}

export interface Collector {
  readonly endpoint: string
  readonly exports: ReadonlyArray<Export>
}

/** Answers with a status, or never, until the scope ends. */
export const collector = (status: number | "none" = 200): Effect.Effect<Collector, never, Scope.Scope> =>
  Effect.gen(function* () {
    const exports: Array<Export> = []
    const server = Http.createServer(async (request, response) => {
      const chunks: Array<Buffer> = []
      for await (const chunk of request) chunks.push(chunk)
      exports.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() })
      if (status !== "none") response.writeHead(status, { location: "/elsewhere" }).end("{}")
    })
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
      () =>
        Effect.async<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    const address = server.address()
    if (address === null || typeof address === "string") return yield* Effect.dieMessage("The server has no port")
    return { endpoint: `http://127.0.0.1:${address.port}`, exports }
  })

/** An endpoint whose port nobody listens on any more. */
export const closedEndpoint: Effect.Effect<string> = Effect.scoped(Effect.map(collector(), ({ endpoint }) => endpoint))
