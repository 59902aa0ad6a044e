/**
 * Deletes links as a program on Bun, Deno or Node does, from a server that breaks each connection at its second request,
 * after it has deleted the link. Ends with 1 when an outcome says what is not so. `.ci/runtimes` bundles and runs it.
 */
import { createServer, type Socket } from "node:net"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ApiKey from "../src/ApiKey.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"

const workspaceId = "ws_1"
const deleted = new Set<string>()

const answer = (socket: Socket, status: number, body: object): void => {
  const text = JSON.stringify(body)
  const head = [`HTTP/1.1 ${status} Said`, "content-type: application/json", `content-length: ${text.length}`]
  socket.write([...head, "connection: keep-alive", "", text].join("\r\n"))
}

const server = createServer((socket) => {
  let requests = 0
  socket.on("error", () => {})
  socket.on("data", (head) => {
    const linkId = /links\/(\S+)/.exec(head.toString())?.[1] ?? ""
    requests += 1
    const wasDeleted = deleted.has(linkId)
    deleted.add(linkId)
    if (requests === 2) socket.destroy()
    else if (wasDeleted) answer(socket, 410, { defined: true, code: "LINK_GONE", status: 410, message: "Gone" })
    else answer(socket, 200, { message: "Deleted", data: { workspaceId, linkId } })
  })
})

const listening = Effect.async<string>((resume) => {
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    if (address !== null && typeof address === "object") resume(Effect.succeed(`http://127.0.0.1:${address.port}`))
  })
})

const transports = {
  fetch: FetchTransport.layer,
  "an HttpClient over fetch": Layer.provide(Transport.layer, FetchHttpClient.layer),
  "a fetch of one's own": Layer.succeed(
    Transport.Transport,
    FetchTransport.fromFetch((input, init) => globalThis.fetch(input, { ...init, keepalive: true }))
  )
}

const key = ApiKey.layer(Redacted.make("a-key-that-opens-nothing"))

/** The outcomes of some deletions, in a word or two. */
const outcomes = (transport: Layer.Layer<Transport.Transport>, baseUrl: string, linkIds: ReadonlyArray<string>) =>
  Effect.forEach(linkIds, (linkId) =>
    Effect.map(
      Effect.either(deleteLink({ workspaceId, linkId })),
      Either.match({ onLeft: ({ _tag, outcome }) => `${_tag} ${outcome}`, onRight: () => "Deleted" })
    )
  ).pipe(
    RetryPolicy.within(RetryPolicy.none),
    Effect.provide(Layer.provide(Userplane.layerTransport({ baseUrl }), [transport, key]))
  )

const check = (about: string, said: ReadonlyArray<string>, isRight: (outcome: string) => boolean): void => {
  const isWell = said.every(isRight)
  console.log(`${isWell ? "well" : "WRONG"}: ${about}: ${said.join(", ")}`)
  if (!isWell) process.exitCode = 1
}

const program = Effect.gen(function* () {
  const origin = yield* listening
  for (const [name, transport] of Object.entries(transports)) {
    const linkIds = ["one", "two", "three", "four"].map((id) => `${id}_${deleted.size}`)
    // Each of them was deleted by its request, whatever became of the connection.
    check(`${name}, broken connections`, yield* outcomes(transport, origin, linkIds), (outcome) =>
      ["Deleted", "LinkGone Unknown", "TransportError Unknown"].includes(outcome)
    )
  }
  for (const name of ["fetch", "an HttpClient over fetch"] as const) {
    for (const nobody of ["http://127.0.0.1:1", "https://nobody.invalid"]) {
      const said = yield* outcomes(transports[name], nobody, ["one"])
      check(`${name}, ${nobody}`, said, (outcome) => outcome === "TransportError NotDeleted")
    }
  }
})

Effect.runPromise(program).then(
  () => process.exit(process.exitCode),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  }
)
