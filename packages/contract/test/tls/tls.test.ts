import * as ChildProcess from "node:child_process"
import * as Https from "node:https"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { serve } from "../../src/internal/loopback.js"
import * as Dashboard from "../dashboard.js"
import { certificates } from "./certificates.js"

const pact = Dashboard.pactOf({
  description: "anything",
  request: { method: "GET", path: "/ping" },
  response: { status: 200 }
})

const tsx = createRequire(import.meta.url).resolve("tsx")

const program = fileURLToPath(new URL("verify.ts", import.meta.url))

/** Node reads the authorities at its start: the verification runs in a process of its own. */
const verify = (baseUrl: string, authorities: Readonly<Record<string, string>>) =>
  Effect.async<string>((resume, signal) => {
    ChildProcess.execFile(
      process.execPath,
      ["--import", tsx, program, baseUrl, `${baseUrl}/pact.json`],
      { env: { ...process.env, ...authorities }, signal },
      (error, stdout, stderr) => resume(error === null ? Effect.succeed(stdout) : Effect.dieMessage(stderr))
    )
  })

const secured = Effect.gen(function* () {
  const { authority, cert, key } = yield* certificates
  const server = Https.createServer({ cert, key }, (_, response) => {
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(pact))
  })
  return { authority, baseUrl: `https://localhost:${yield* serve(server, "127.0.0.1")}` }
})

describe("a certificate authority of one's own", () => {
  it.scopedLive("is trusted for the provider and for the broker where NODE_EXTRA_CA_CERTS names it", () =>
    Effect.gen(function* () {
      const { authority, baseUrl } = yield* secured
      assert.strictEqual(
        yield* verify(baseUrl, { NODE_EXTRA_CA_CERTS: authority }),
        "The provider keeps to all 1 interactions."
      )
    })
  )

  it.scopedLive("is the reason of the failure where it does not", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* secured
      assert.match(yield* verify(baseUrl, {}), /cannot be asked: .*certificate/)
    })
  )
})
