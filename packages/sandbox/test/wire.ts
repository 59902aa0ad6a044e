/** A bare socket with HTTP by hand, to see what an HTTP client does not show. */
import * as Net from "node:net"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { keys, links, workspaces } from "../src/Fixtures.js"

/** A bare connection, as no client of ours would keep it. */
export interface Wire {
  readonly send: (text: string) => void
  readonly received: () => string
  /** The way it ended, and how long after its last data, in milliseconds. */
  readonly ended: Effect.Effect<{ readonly how: "closed" | "reset"; readonly after: number }>
}

export const open = (port: number): Effect.Effect<Wire, never, Scope.Scope> =>
  Effect.gen(function* () {
    const socket = yield* Effect.acquireRelease(
      Effect.sync(() => Net.connect(port, "127.0.0.1")),
      (socket) => Effect.sync(() => socket.destroy())
    )
    const ended = yield* Deferred.make<{ readonly how: "closed" | "reset"; readonly after: number }>()
    let received = ""
    let last = performance.now()
    const end = (how: "closed" | "reset") => () =>
      Deferred.unsafeDone(ended, Effect.succeed({ how, after: performance.now() - last }))
    socket.on("data", (chunk) => {
      received += chunk.toString()
      last = performance.now()
    })
    socket.on("error", end("reset"))
    socket.on("end", end("closed"))
    return {
      send: (text) => void socket.write(text),
      received: () => received,
      ended: Deferred.await(ended)
    }
  })

/** The deletion of the standard world's deletable link. */
export const request = (connection: "close" | "keep-alive") =>
  [
    `DELETE /public/workspace/${workspaces.main}/links/${links.deletable} HTTP/1.1`,
    "host: localhost",
    `authorization: Bearer ${Redacted.value(keys.member)}`,
    `connection: ${connection}`,
    "",
    ""
  ].join("\r\n")

/** Sends one request on a connection of its own, for what comes back and how it ends. */
export const askOnce = (port: number) =>
  Effect.gen(function* () {
    const wire = yield* open(port)
    wire.send(request("close"))
    const { after, how } = yield* wire.ended
    return { after, how, text: wire.received() }
  }).pipe(Effect.scoped)
