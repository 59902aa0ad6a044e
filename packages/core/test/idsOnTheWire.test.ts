import { describe, expect, it } from "@effect/vitest"
import { isSendableId, linkRefs } from "@effect-userplane/testing/Ids"
import * as Loopback from "@effect-userplane/testing/Loopback"
import { confirmAny, idsIn } from "@effect-userplane/testing/WireCases"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { callAt, transports } from "./transports.js"

describe.each(transports)("over $name", ({ layer }) => {
  it.live(
    "every id reaches exactly its path, or nothing is sent",
    () =>
      Effect.gen(function* () {
        const server = yield* Effect.promise(() => Loopback.serve(confirmAny))
        for (const ref of linkRefs) {
          const before = server.requests.length
          const result = yield* callAt(`${server.origin}/api/v1`, ref)
          const asked = server.requests.slice(before).map(({ target }) => idsIn(target))
          if (isSendableId(ref.workspaceId) && isSendableId(ref.linkId)) {
            expect(asked).toStrictEqual([ref])
            expect(Either.merge(result)).toMatchObject({ ...ref, confirmation: "Reply" })
          } else {
            expect(asked).toStrictEqual([])
            expect(Either.merge(result)).toMatchObject({ ...ref, _tag: "InvalidLinkRef", attempts: 0 })
          }
        }
        expect(server.requests.length).toBeGreaterThan(50)
        expect(server.requests.length).toBeLessThan(linkRefs.length)
      }).pipe(Effect.provide(layer)),
    20_000
  )
})
