import { devNull } from "node:os"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { listen } from "../src/internal/loopback.js"
import { running, starting } from "./brokerScript.js"

const replying = (status: number, body: string) =>
  listen((_request, response) => response.writeHead(status, { "Content-Type": "application/hal+json" }).end(body))

const secret = "a-token-nobody-may-see"

const question = ["canIDeploy", "--environment", "production", "--version", "1"] as const

const broker = (url: string) => ({ variables: { PACT_BROKER_BASE_URL: url, PACT_BROKER_TOKEN: secret } })

describe.concurrent("a script of the broker", () => {
  it.scopedLive.each([
    [401, "rejected the credentials with 401"],
    [403, "rejected the credentials with 403"],
    [503, "failed with 503"],
    [200, "not as a Pact Broker does"]
  ] as const)("ends with 3, not with a no, when the broker answers with %i", ([status, reason]) =>
    Effect.gen(function* () {
      const url = yield* replying(status, JSON.stringify({ authorization: secret }))
      const { code, output } = yield* running(broker(url))(...question)
      expect(output).toContain(`The broker at ${url}`)
      expect(output).toContain(reason)
      expect(output).not.toContain(secret)
      expect(code).toBe(3)
    })
  )

  it.scopedLive.each([
    [401, "rejected the credentials with 401"],
    [503, "failed with 503"]
  ] as const)("ends with 3, not with a no, when the broker lets it in and then answers with %i", ([status, reason]) =>
    Effect.gen(function* () {
      const url = yield* listen((request, response) =>
        request.url === "/"
          ? response.end(JSON.stringify({ _links: { "pb:pacticipants": {} } }))
          : response.writeHead(status).end()
      )
      const { code, output } = yield* running(broker(url))(...question)
      expect(output).toContain(`The broker at ${url} ${reason}`)
      expect(code).toBe(3)
    })
  )

  // A name with several addresses fails with an error of several errors.
  it.scopedLive.each(["127.0.0.1", "localhost"])(
    "ends with 3 when nobody listens at %s, and says where and why",
    (host) =>
      Effect.gen(function* () {
        // A port that was free a moment ago.
        const { port } = new URL(yield* Effect.scoped(replying(200, "")))
        const url = `http://${host}:${port}`
        const { code, output } = yield* running(broker(url))(...question)
        expect(output).toContain(`The broker at ${url} could not be reached: `)
        expect(output).toContain(`ECONNREFUSED 127.0.0.1:${port}`)
        expect(code).toBe(3)
      })
  )

  it.scopedLive("ends with 3, and says why, when the broker goes away after it has let it in", () =>
    Effect.gen(function* () {
      const url = yield* listen((request, response) =>
        request.url === "/"
          ? response.end(JSON.stringify({ _links: { "pb:pacticipants": {} } }))
          : request.socket.destroy()
      )
      const { code, output } = yield* running(broker(url))(...question)
      expect(output).toContain(`The broker at ${url} could not be reached: error sending request`)
      expect(code).toBe(3)
    })
  )

  it.scopedLive.each([
    ["an option that there is not", ["canIDeploy", "--enviroment", "production"], "Unknown option '--enviroment'"],
    ["an option that is missing", ["recordDeployment"], "--environment is missing"],
    ["an option that is empty", ["createEnvironment", "--name", ""], "--name is empty"],
    ["a wait without an end", ["canIDeploy", "--environment", "production", "--wait", "forever"], "--wait is"],
    ["a pact that is not there", ["publish", "--pact", "nowhere.json", "--version", "1"], "no pact nowhere.json"],
    ["a pact of no commit", ["publish", "--pact", devNull], "git"],
    ["no broker", ["createEnvironment", "--name", "production"], "PACT_BROKER_BASE_URL"]
  ] as const)("ends with 2 and shows its usage: %s", ([, [name, ...args], message]) =>
    Effect.map(running({})(name, ...args), ({ code, output }) => {
      expect(output).toContain(message)
      expect(output).toContain("Exit codes: 0")
      expect(code).toBe(2)
    })
  )

  it.scopedLive("ends with 130 when it is interrupted", () =>
    Effect.gen(function* () {
      const asked = yield* Effect.makeLatch()
      const url = yield* listen(() => Effect.runSync(asked.open))
      const { ended, interrupt } = yield* starting(broker(url))(...question)
      yield* asked.await
      yield* interrupt
      expect(yield* ended).toEqual({ code: 130, output: "" })
    })
  )
})
