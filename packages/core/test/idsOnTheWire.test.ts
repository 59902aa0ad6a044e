import { describe, expect, it } from "@effect/vitest"
import * as Loopback from "@effect-userplane/testing/Loopback"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { ids, isSendableId } from "./arbitraries.js"
import { callAt, transports } from "./transports.js"

const path = /^\/api\/v1\/public\/workspace\/([^/?#]*)\/links\/([^/?#]*)$/

/** The ids in a request target as a server takes it apart: split at the slashes, decoded once. */
const idsIn = (target: string) => {
  const [, workspaceId, linkId] = path.exec(target) ?? []
  return workspaceId === undefined || linkId === undefined
    ? undefined
    : { workspaceId: decodeURIComponent(workspaceId), linkId: decodeURIComponent(linkId) }
}

// A server that confirms whatever it was asked to delete, as it understood it.
const confirm: Loopback.Script = (socket, { target }) => {
  const body = JSON.stringify({ message: "Link deleted", data: idsIn(target) })
  socket.write(Loopback.encode({ status: 200, headers: { "content-type": "application/json" }, body }))
}

const refs = FastCheck.sample(FastCheck.record({ workspaceId: ids, linkId: ids }), { numRuns: 160, seed: 3 })

describe.each(transports)("over $name", ({ layer }) => {
  it.live(
    "every id reaches exactly its path, or nothing is sent",
    () =>
      Effect.gen(function* () {
        const server = yield* Effect.promise(() => Loopback.serve(confirm))
        for (const ref of refs) {
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
        expect(server.requests.length).toBeLessThan(refs.length)
      }).pipe(Effect.provide(layer)),
    20_000
  )
})
