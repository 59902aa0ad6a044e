import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import { listen } from "../src/internal/loopback.js"
import { Authentication, meanings, Source, VerificationImpossible, verifyProvider } from "../src/provider.js"
import * as Dashboard from "./dashboard.js"
import { pactBroker } from "./pactBroker.js"
import { recordingProvider } from "./recordingProvider.js"

const stateless: Dashboard.HandWritten = {
  description: "anything",
  request: { method: "GET", path: "/" },
  response: { status: 200 }
}

const pact = Dashboard.pactOf(stateless)

const pactOf = (consumer: string) => ({ ...pact, consumer: { name: consumer } })

const verify = (source: Source) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* recordingProvider(() => ({ status: 200, body: {} }))
    const states = Record.map(meanings, () => () => Effect.dieMessage("This state is not asked for."))
    return yield* verifyProvider({ baseUrl, states, source })
  })

const impossible = (source: Source) =>
  verify(source).pipe(
    Effect.flip,
    Effect.filterOrDieMessage(Schema.is(VerificationImpossible), "The provider was verified")
  )

const consumersOf = (source: Source) =>
  Effect.map(verify(source), ({ interactions }) => interactions.map(({ consumer }) => consumer))

describe("a broker", () => {
  const pacts = { dashboard: pact, importer: pactOf("importer") }

  it.scopedLive("has the pacts of every consumer verified", () =>
    Effect.gen(function* () {
      const baseUrl = yield* listen(pactBroker(pacts))
      assert.deepStrictEqual(yield* consumersOf(Source.Broker({ baseUrl, providerBranch: "main" })), [
        "dashboard",
        "importer"
      ])
    })
  )

  it.scopedLive("has those of the named consumers verified alone", () =>
    Effect.gen(function* () {
      const baseUrl = yield* listen(pactBroker(pacts))
      const source = Source.Broker({ baseUrl, providerBranch: "main", consumers: ["importer"] })
      assert.deepStrictEqual(yield* consumersOf(source), ["importer"])
    })
  )

  it.scopedLive("forgives whatever goes wrong with a pending pact, a state without a handler as well", () =>
    Effect.gen(function* () {
      const given = Dashboard.pactOf({ ...stateless, providerStates: [{ name: "a state that nobody knows" }] })
      const baseUrl = yield* listen(pactBroker({ dashboard: given }, true))
      const { failed } = yield* verify(Source.Broker({ baseUrl, providerBranch: "main" }))
      assert.lengthOf(failed, 1)
      assert.deepInclude(failed[0], { pending: true })
    })
  )

  it.scopedLive("has to have a pact of each named consumer", () =>
    Effect.gen(function* () {
      const baseUrl = yield* listen(pactBroker(pacts))
      const source = Source.Broker({ baseUrl, providerBranch: "main", consumers: ["importer", "imporrter"] })
      const { message, reason } = yield* impossible(source)
      assert.strictEqual(reason, "NoPact")
      assert.strictEqual(message, "There is no pact of imporrter.")
    })
  )

  it.scopedLive("with a pact that cannot be read verifies nothing, whatever the others say", () =>
    Effect.gen(function* () {
      const baseUrl = yield* listen(pactBroker({ ...pacts, broken: undefined }))
      const { message, reason } = yield* impossible(Source.Broker({ baseUrl, providerBranch: "main" }))
      assert.strictEqual(reason, "NoPact")
      assert.include(message, `Failed to load pact from '${baseUrl}'`)
    })
  )

  it.scopedLive("that rejects a token says so, and does not show it", () =>
    Effect.gen(function* () {
      const token = "a-token-that-nobody-may-see"
      const baseUrl = yield* listen((_, response) => response.writeHead(401).end(token))
      const authentication = Authentication.Token({ token })
      const { message } = yield* impossible(Source.Broker({ baseUrl, providerBranch: "main", authentication }))
      assert.include(message, "401")
      assert.notInclude(message, token)
    })
  )

  it.scopedLive("that cannot be reached says why", () =>
    Effect.gen(function* () {
      // A port that was free a moment ago.
      const baseUrl = yield* Effect.scoped(listen(pactBroker({})))
      const { message } = yield* impossible(Source.Broker({ baseUrl, providerBranch: "main" }))
      assert.include(message, `ECONNREFUSED ${new URL(baseUrl).host}`)
    })
  )

  it.scopedLive("is named without the credentials of its URL", () =>
    Effect.gen(function* () {
      const baseUrl = yield* listen(pactBroker(pacts))
      const withSecret = baseUrl.replace("//", "//me:hidden@")
      const { message } = yield* impossible(Source.Broker({ baseUrl: withSecret, providerBranch: "main" }))
      assert.include(message, baseUrl)
      assert.notInclude(message, "hidden")
    })
  )
})

describe("the URL of a pact", () => {
  const path = "/pacts/provider/userplane-public-api/consumer/dashboard/latest"

  it.scopedLive("has that pact verified, with the credentials", () =>
    Effect.gen(function* () {
      const seen = new Set<string | undefined>()
      const baseUrl = yield* listen((request, response) => {
        seen.add(request.headers.authorization)
        pactBroker({ dashboard: pact, importer: pactOf("importer") })(request, response)
      })
      const authentication = Authentication.Token({ token: "a-token" })
      assert.deepStrictEqual(yield* consumersOf(Source.Url({ url: `${baseUrl}${path}`, authentication })), [
        "dashboard"
      ])
      assert.deepStrictEqual([...seen], ["Bearer a-token"])
    })
  )

  it.scopedLive("has to lead to a pact", () =>
    Effect.gen(function* () {
      const url = `${yield* listen(pactBroker({}))}${path}`
      const { message, reason } = yield* impossible(Source.Url({ url }))
      assert.strictEqual(reason, "NoPact")
      assert.strictEqual(message, `There is no pact at ${url}.`)
    })
  )

  it.scopedLive("has to be that of a broker for its results to be published", () =>
    Effect.gen(function* () {
      const baseUrl = yield* listen((_, response) =>
        response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(pact))
      )
      const url = `${baseUrl}/dashboard.json`
      assert.deepStrictEqual(yield* consumersOf(Source.Url({ url })), ["dashboard"])
      const { message, reason } = yield* impossible(Source.Url({ url, publication: { providerVersion: "1" } }))
      assert.strictEqual(reason, "NotPublished")
      assert.include(message, url)
    })
  )
})
