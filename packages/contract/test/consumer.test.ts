import * as Fs from "node:fs/promises"
import * as Path from "node:path"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import { errorStatuses } from "@effect-userplane/core/UserplaneApi"
import * as Effect from "effect/Effect"
import { effectUserplane, implementation } from "../scripts/effectUserplane.js"
import { type Implementation, interactions, writePact } from "../src/index.js"
import { committedPact } from "./committedPact.js"
import * as Effect4Client from "./effect4Client.js"
import { temporaryFolder } from "./temporaryFolder.js"

const read = (path: string) => Effect.promise(() => Fs.readFile(path, "utf8"))

/** The problems of a client that does not keep to the contract, by interaction. */
const problemsOf = <A, E = never>(client: Implementation<A, E, never>) =>
  Effect.gen(function* () {
    const directory = yield* temporaryFolder
    const path = Path.join(directory, "a-client-userplane-public-api.json")
    yield* Effect.promise(() => Fs.writeFile(path, "from before"))
    const error = yield* Effect.flip(writePact({ consumer: "a-client", directory, implementation: client }))
    assert.strictEqual(yield* read(path), "from before")
    return error
  })

describe("the pact", () => {
  it("has one interaction per documented outcome, and the closed deletion", () => {
    const outcomes = interactions.map(({ response }) =>
      response._tag === "Documented" ? response.entry.code : `${response._tag} ${response.status}`
    )
    assert.sameMembers(outcomes, [
      "Deletion 200",
      "Deletion 200",
      ...ErrorCatalogue.entries.map(({ code }) => code),
      ...errorStatuses.map((status) => `Undeclared ${status}`)
    ])
    assert.strictEqual(new Set(interactions.map(({ description }) => description)).size, interactions.length)
  })

  it.scopedLive("is what the real client agrees on with the mock server", () =>
    Effect.gen(function* () {
      const directory = yield* temporaryFolder
      const path = yield* writePact({ ...effectUserplane, directory })
      assert.strictEqual(yield* read(path), yield* read(committedPact))
    })
  )
})

describe("the client for Effect 4", () => {
  it.scopedLive("writes the same pact, byte for byte", () =>
    Effect.gen(function* () {
      const directory = yield* temporaryFolder
      const { consumer } = effectUserplane
      const path = yield* writePact({ consumer, directory, implementation: Effect4Client.implementation })
      assert.strictEqual(yield* read(path), yield* read(committedPact))
    })
  )
})

describe("a client that does not keep to the contract writes no pact", () => {
  it.scopedLive("asking for another path", () =>
    Effect.gen(function* () {
      const { problems } = yield* problemsOf((call) => implementation({ ...call, linkId: "lnk_other" }))
      assert.strictEqual(problems.length, interactions.length)
      assert.include(problems[0].problem, "/public/workspace/ws_example/links/lnk_other")
    })
  )

  it.scopedLive("sending another key, which is not shown", () =>
    Effect.gen(function* () {
      const secret = "a-key-of-its-own"
      const error = yield* problemsOf((call) => implementation({ ...call, apiKey: () => secret }))
      assert.strictEqual(error.problems.length, interactions.filter(({ sendsKey }) => sendsKey).length)
      assert.notInclude(error.message, secret)
    })
  )

  it.scopedLive("showing its whole call, in which the key is not", () =>
    Effect.gen(function* () {
      const shown: Array<string> = []
      yield* problemsOf(async (call) => {
        shown.push(inspect(call), JSON.stringify(call), `${call.apiKey}`)
      })
      assert.notInclude(shown.join("\n"), "example-key")
    })
  )

  it.scopedLive("taking an error for a deletion", () =>
    Effect.gen(function* () {
      const { problems } = yield* problemsOf((call) => Effect.merge(implementation(call)))
      assert.strictEqual(problems.length, interactions.length - 2)
    })
  )

  it.scopedLive("sending nothing", () =>
    Effect.gen(function* () {
      const { problems } = yield* problemsOf(() => Promise.resolve())
      assert.include(problems[0].problem, "expected but not received")
    })
  )
})
