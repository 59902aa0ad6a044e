import { assert, describe, it, layer } from "@effect/vitest"
import { restoreAfterAll } from "@effect-userplane/testing/TestMethods"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { check, implementation } from "../scripts/effectUserplane.js"
import { interactions } from "../src/index.js"
import { Source, verifyProvider } from "../src/provider.js"
import { committedPact } from "./committedPact.js"
import { prism } from "./prism.js"

class Prism extends Context.Tag("test/Prism")<Prism, Effect.Effect.Success<typeof prism>>() {}

restoreAfterAll(it)

layer(Layer.scoped(Prism, prism), { excludeTestServices: true, timeout: 60_000 })("Prism", (it) => {
  describe("the client understands every documented response", () => {
    for (const interaction of interactions) {
      it.effect(interaction.description, () =>
        Effect.gen(function* () {
          const { baseUrl, prefer } = yield* Prism
          const { linkId, workspaceId } = prefer(interaction.response)
          const outcome = yield* implementation({ baseUrl, linkId, workspaceId, apiKey: () => "a-key" }).pipe(
            Effect.match({
              onFailure: (error) => ({ _tag: "Failure", error }) as const,
              onSuccess: (value) => ({ _tag: "Success", value }) as const
            })
          )
          yield* Effect.try(() => check(outcome, interaction))
        })
      )
    }
  })

  it.effect("keeps to the pact", () =>
    Effect.gen(function* () {
      const { baseUrl, states } = yield* Prism
      const source = Source.File({ path: committedPact })
      // It keeps nothing: a link that was deleted is deleted again.
      const { interactions: verified } = yield* verifyProvider({ baseUrl, states, source, lasting: false })
      assert.strictEqual(verified.length, interactions.length)
    })
  )
})
