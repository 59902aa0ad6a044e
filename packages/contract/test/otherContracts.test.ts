import * as Fs from "node:fs/promises"
import * as Http from "node:http"
import * as Path from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { serve } from "../src/internal/loopback.js"
import {
  deletable,
  meanings,
  type Options,
  Source,
  type StateHandlers,
  VerificationFailed,
  verifyProvider
} from "../src/provider.js"
import * as Dashboard from "./dashboard.js"
import { recordingProvider } from "./recordingProvider.js"
import { temporaryFolder } from "./temporaryFolder.js"

/** Handlers for the states of this contract, for pacts that ask for none of them. */
const notAskedFor: StateHandlers = Record.map(meanings, () => () => Effect.dieMessage("This state is not asked for."))

const ok = { status: 200, body: { ok: true } } as const

const expectingOk = { status: 200, body: { ok: true } } as const

const injected = Dashboard.fromState(`/workspaces/${Dashboard.placeholder("workspaceId")}`)

/** Asks for the workspace that the state has made. */
const reading: Dashboard.HandWritten = {
  description: "a request for a workspace",
  providerStates: [{ name: "a workspace has links", params: { count: 2 } }],
  request: { method: "GET", path: "/workspaces/ws_example", generators: { path: injected } },
  response: expectingOk
}

type Verifying = Partial<Options<unknown, never, unknown, never>>

const verify = (pact: string, options: Verifying & Pick<Options<unknown, never>, "baseUrl">) =>
  verifyProvider({ states: notAskedFor, source: Source.File({ path: pact }), ...options })

/** The mismatches of the first interaction that failed. */
const mismatchesOf = (pact: string, options: Verifying & Pick<Options<unknown, never>, "baseUrl">) =>
  verify(pact, options).pipe(
    Effect.flip,
    Effect.filterOrDieMessage(Schema.is(VerificationFailed), "It was impossible"),
    Effect.map(({ failed: [first] }) => first?.mismatches ?? [])
  )

describe("a state of another consumer's pact", () => {
  it.scopedLive("has a handler by its name, whose values go into the request", () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* recordingProvider(() => ok)
      const given: Array<unknown> = []
      const { interactions } = yield* verify(yield* Dashboard.pactFile(reading), {
        baseUrl,
        otherStates: {
          "a workspace has links": (parameters) =>
            Effect.sync(() => {
              given.push(parameters)
              return { workspaceId: "ws_7" }
            })
        }
      })
      assert.deepStrictEqual(given, [{ count: 2 }])
      assert.deepStrictEqual(
        requests.map(({ url }) => url),
        ["/workspaces/ws_7"]
      )
      assert.deepInclude(interactions[0], { consumer: Dashboard.consumer, states: ["a workspace has links"] })
    })
  )

  it.scopedLive("may have a handler that returns a promise", () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* recordingProvider(() => ok)
      yield* verify(yield* Dashboard.pactFile(reading), {
        baseUrl,
        otherStates: { "a workspace has links": async () => ({ workspaceId: "ws_8" }) }
      })
      assert.strictEqual(requests[0]?.url, "/workspaces/ws_8")
    })
  )

  it.scopedLive("fails without a handler, and says so", () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* recordingProvider(() => ok)
      const mismatches = yield* mismatchesOf(yield* Dashboard.pactFile(reading), { baseUrl })
      assert.deepStrictEqual(mismatches, ['There is no handler for the state "a workspace has links".'])
      assert.isEmpty(requests)
    })
  )

  it.scopedLive("is in the reports, however the verification ends", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* recordingProvider(() => ok)
      const json = Path.join(yield* temporaryFolder, "contract.json")
      yield* mismatchesOf(yield* Dashboard.pactFile(reading), { baseUrl, reports: { json } })
      assert.include(yield* Effect.promise(() => Fs.readFile(json, "utf8")), "VerificationFailed")
      yield* Effect.flip(verify("nowhere.json", { baseUrl, reports: { json } }))
      assert.include(yield* Effect.promise(() => Fs.readFile(json, "utf8")), "nowhere.json")
    })
  )

  it.scopedLive("is left after the interaction, together with the others of it", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const { baseUrl } = yield* recordingProvider(() => {
        log.push("asked")
        return ok
      })
      const logging = (name: string) => () =>
        Effect.acquireRelease(
          Effect.sync(() => {
            log.push(`${name} reached`)
          }),
          () => Effect.sync(() => log.push(`${name} left`))
        )
      const both: Dashboard.HandWritten = { ...reading, providerStates: [{ name: "one" }, { name: "two" }] }
      const pact = yield* Dashboard.pactFile(both, { ...both, description: "the same again" })
      yield* verify(pact, { baseUrl, otherStates: { one: logging("one"), two: logging("two") } })
      const once = ["one reached", "two reached", "asked", "two left", "one left"]
      assert.deepStrictEqual(log, [...once, ...once])
    })
  )

  it.scopedLive("hands out secrets that are shown nowhere", () =>
    Effect.gen(function* () {
      const secret = "a-session-that-nobody-may-see"
      const { baseUrl } = yield* recordingProvider(({ url }) => ({ status: 200, body: { ok: url } }))
      const mismatches = yield* mismatchesOf(yield* Dashboard.pactFile(reading), {
        baseUrl,
        otherStates: { "a workspace has links": async () => ({ workspaceId: Redacted.make(secret) }) }
      })
      assert.include(mismatches.join(), "/workspaces/<redacted>")
      assert.notInclude(mismatches.join(), secret)
    })
  )
})

describe("an interaction of another consumer's pact", () => {
  it.scopedLive("needs no state", () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* recordingProvider(() => ok)
      const { providerStates: _, ...stateless } = reading
      const { interactions } = yield* verify(yield* Dashboard.pactFile(stateless), { baseUrl })
      assert.lengthOf(interactions, 1)
      assert.strictEqual(requests[0]?.url, "/workspaces/ws_example")
    })
  )

  it.scopedLive("sends its body, its query and its headers as they were written", () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* recordingProvider(() => ok)
      const body = { name: "Größe", members: ["usr_1"] }
      const pact = yield* Dashboard.pactFile({
        description: "a new workspace",
        request: {
          method: "POST",
          path: "/workspaces",
          query: { notify: ["true"] },
          headers: { "Content-Type": "application/json", "X-Trace": "7" },
          body
        },
        response: expectingOk
      })
      yield* verify(pact, { baseUrl })
      const [request] = requests
      assert.deepInclude(request, { method: "POST", url: "/workspaces?notify=true" })
      assert.deepStrictEqual(JSON.parse(request?.body ?? ""), body)
      assert.strictEqual(request?.headers["x-trace"], "7")
    })
  )

  it.scopedLive("may expect a confirmation of another kind", () =>
    Effect.gen(function* () {
      const body = { data: { workspaceId: "ws_other", linkId: "lnk_other" } }
      const { baseUrl } = yield* recordingProvider(() => ({ status: 200, body }))
      const pact = yield* Dashboard.pactFile({
        description: "a request for a link",
        providerStates: [{ name: deletable, params: { status: 200 } }],
        request: { method: "GET", path: "/links/lnk_other" },
        response: { status: 200, body }
      })
      const subject = async () => ({ workspaceId: "ws_1", linkId: "lnk_1", apiKey: "a-key" })
      yield* verify(pact, { baseUrl, states: { ...notAskedFor, [deletable]: subject } })
    })
  )
})

/** Asks for the deletion, as a consumer that does not use this package. */
const deleting: Dashboard.HandWritten = {
  description: "a deletion",
  providerStates: [{ name: deletable, params: { status: 200 } }],
  request: {
    method: "DELETE",
    path: "/public/workspace/w/links/l",
    headers: { Authorization: "Bearer k" },
    generators: {
      path: Dashboard.fromState(
        `/public/workspace/${Dashboard.placeholder("workspaceId")}/links/${Dashboard.placeholder("linkId")}`
      ),
      header: { Authorization: Dashboard.fromState(`Bearer ${Dashboard.placeholder("apiKey")}`) }
    }
  },
  response: { status: 418 }
}

describe("a handler", () => {
  it.scopedLive("may return a promise and a key as it is, which is shown nowhere", () =>
    Effect.gen(function* () {
      const apiKey = "a-key-that-nobody-may-see"
      const { baseUrl, requests } = yield* recordingProvider(({ headers }) => ({ status: 400, body: headers }))
      const mismatches = yield* mismatchesOf(yield* Dashboard.pactFile(deleting), {
        baseUrl,
        states: { ...notAskedFor, [deletable]: async () => ({ workspaceId: "ws_1", linkId: "lnk_1", apiKey }) }
      })
      assert.deepInclude(requests[0], { method: "DELETE", url: "/public/workspace/ws_1/links/lnk_1" })
      assert.strictEqual(requests[0]?.headers.authorization, `Bearer ${apiKey}`)
      assert.isNotEmpty(mismatches)
      assert.notInclude(mismatches.join(), apiKey)
    })
  )

  const reasons: ReadonlyArray<readonly [string, StateHandlers<unknown>[typeof deletable], string]> = [
    [
      "rejects with a cause",
      () => Promise.reject(new Error("no user", { cause: new Error("no database") })),
      `The state "${deletable}" was not reached: no user: no database`
    ],
    [
      "throws",
      () => {
        throw new Error("no database")
      },
      `The state "${deletable}" was not reached: no database`
    ],
    ["never ends", () => Effect.never, `The state "${deletable}" was not reached within 50ms.`],
    ["returns a promise that never ends", () => new Promise(() => {}), "was not reached within 50ms."],
    ["cannot be interrupted", () => Effect.uninterruptible(Effect.never), "was not reached within 50ms."],
    [
      "never ends to release",
      () =>
        Effect.acquireRelease(Effect.succeed({ workspaceId: "ws_1", linkId: "lnk_1", apiKey: "" }), () => Effect.never),
      "The state was not left within 50ms."
    ],
    [
      "forgets the key",
      // @ts-expect-error The compiler says so first.
      async () => ({ workspaceId: "ws_1", linkId: "lnk_1" }),
      `The handler of the state "${deletable}" has to return workspaceId, linkId and apiKey.`
    ]
  ]

  for (const [what, handler, reason] of reasons) {
    it.scopedLive(`that ${what} fails with the reason`, () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* recordingProvider(() => ({ status: 418, body: {} }))
        const mismatches = yield* mismatchesOf(yield* Dashboard.pactFile(deleting), {
          baseUrl,
          stateTimeout: "50 millis",
          states: { ...notAskedFor, [deletable]: handler }
        })
        assert.include(mismatches.join(), reason)
      })
    )
  }
})

describe("a provider", () => {
  const stateless: Dashboard.HandWritten = { description: "anything", request: { path: "/" }, response: expectingOk }

  it.scopedLive("may have an IPv6 address", () =>
    Effect.gen(function* () {
      const server = Http.createServer((_, response) => {
        response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(ok.body))
      })
      const port = yield* serve(server, "::1")
      yield* verify(yield* Dashboard.pactFile(stateless), { baseUrl: `http://[::1]:${port}` })
    })
  )

  it.scopedLive("that cannot be reached fails with the reason, at each of its addresses", () =>
    Effect.gen(function* () {
      // Nothing listens on the port of the discard service.
      const mismatches = yield* mismatchesOf(yield* Dashboard.pactFile(stateless), { baseUrl: "http://localhost:9" })
      assert.match(mismatches.join(), /The provider did not answer: .*ECONNREFUSED 127\.0\.0\.1:9/)
    })
  )
})
