import { setImmediate } from "node:timers/promises"
import * as FastCheck from "fast-check"
import { afterEach, describe, expect, it } from "vitest"
import * as Catalogue from "../src/Catalogue.js"
import type { AnyFailure } from "../src/Failure.js"
import { deleteLink, listLinks } from "../src/Links.js"
import * as Response from "../src/Response.js"
import type { Result } from "../src/Result.js"
import type { TransportResponse } from "../src/Transport.js"
import { responses } from "./arbitraries.js"
import { wrongFields } from "./failureShape.js"
import { ref } from "./fixtures.js"
import { holds } from "./properties.js"
import { asked, isPlainData } from "./responses.js"

// 10,000 responses in all, in parts that stay short.
const numRuns = 2_500
const seeds = [1, 2, 3, 4]

const kindOf = (result: Result<unknown, AnyFailure>): string => {
  if (result.ok) return "Confirmed"
  return "reason" in result.failure ? result.failure.reason : result.failure._tag
}

const kinds = [
  "Confirmed",
  "BodyTooLarge",
  "NotJson",
  "OtherLink",
  "Redirect",
  "UndocumentedError",
  "UndocumentedStatus",
  "UnknownEnvelope"
]

const page = { workspaceId: ref.workspaceId, page: 1, perPage: 20 }

const readDeletion = (response: TransportResponse) => Response.read(deleteLink, response, asked)

const readListing = (response: TransportResponse) => Response.read(listLinks, response, { ...asked, input: page })

// These tests wait for nothing, so the runner is not heard before this.
afterEach(() => setImmediate())

describe("read", () => {
  it.each(seeds)(
    "reads any response to a deletion as a success or as a failure that JSON can write (seed %i)",
    (seed) => {
      holds(
        FastCheck.property(responses, FastCheck.boolean(), (response, mayBeDone) => {
          const result = Response.read(deleteLink, response, { ...asked, mayBeDone })
          if (result.ok) {
            expect(typeof result.value.value.message).toBe("string")
          } else {
            expect(wrongFields({ ...result.failure })).toEqual([])
            expect(isPlainData(result.failure)).toBe(true)
          }
        }),
        { numRuns, seed }
      )
    }
  )

  it("reads any response to a listing as a page or as a failure that JSON can write", () => {
    holds(
      FastCheck.property(responses, (response) => {
        const result = readListing(response)
        if (result.ok) {
          const { hasMore, links, total } = result.value.value
          expect([typeof hasMore, typeof total]).toEqual(["boolean", "number"])
          expect(links.every(({ linkId }) => linkId !== "")).toBe(true)
        } else {
          const { page: number, perPage, ...failure } = result.failure
          expect([number, perPage]).toEqual([1, 20])
          expect(wrongFields({ ...failure, linkId: ref.linkId })).toEqual([])
          expect(isPlainData(failure)).toBe(true)
          expect(failure.outcome).toBe("NotDeleted")
        }
      }),
      { numRuns }
    )
  })

  it("meets every kind of result in the runs above", () => {
    const sample = FastCheck.sample(responses, { numRuns, seed: 1 })
    expect(new Set(sample.map(readDeletion).map(kindOf))).toEqual(new Set([...Object.keys(Catalogue.byTag), ...kinds]))
    expect(new Set(sample.map(readListing).map(kindOf))).toEqual(new Set([...listLinks.errors, ...kinds]))
  })
})
