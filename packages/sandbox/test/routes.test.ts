/** URLs and headers, however the sandbox is reached. */

import { describe, expect, it } from "@effect/vitest"
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Fault from "../src/Fault.js"
import * as Fixtures from "../src/Fixtures.js"
import * as Sandbox from "../src/Sandbox.js"
import { deleteWith, faces, send, sendForJson } from "./faces.js"

const { keys, links, workspaces } = Fixtures

const listing = `/public/workspace/${workspaces.main}/links`

const codeOf = (tag: ErrorCatalogue.Tag) => {
  const { code, message, status } = ErrorCatalogue.byTag[tag]
  return { status, body: { defined: true, code, status, message } }
}

const notFound = {
  status: 404,
  body: { defined: false, code: "NOT_FOUND", status: 404, message: expect.any(String) }
}

/** Any ids without control characters, up to the length that the sandbox accepts. */
const ids = FastCheck.oneof(
  FastCheck.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
  FastCheck.array(
    FastCheck.constantFrom(
      "%",
      "%25",
      "%2F",
      "%2e",
      "/",
      "\\",
      "?",
      "#",
      ";",
      ":",
      "+",
      " ",
      "..",
      "İ",
      "ß",
      "漢",
      "😀",
      "A",
      "a"
    ),
    { minLength: 1, maxLength: 6 }
  ).map((parts) => parts.join(""))
).filter((id) => id !== "." && id !== ".." && id.length <= 255 && !/\p{Cc}|\p{Surrogate}/u.test(id))

describe.each(faces)("$name", ({ layer }) => {
  const onFace = Effect.provide(layer)

  it("any id is decoded exactly once, and only the named link is deleted", async () => {
    const runtime = ManagedRuntime.make(layer)
    try {
      await FastCheck.assert(
        FastCheck.asyncProperty(ids, ids, (workspaceId, linkId) =>
          Effect.gen(function* () {
            const sandbox = yield* Sandbox.Sandbox
            yield* sandbox.reset
            const members = { [Fixtures.users.owner]: "owner" } as const
            yield* sandbox.addWorkspace({ workspaceId, members })
            yield* sandbox.addLink({ workspaceId, linkId, creatorId: Fixtures.users.owner })
            const alive = Effect.map(sandbox.snapshot, (world) =>
              world.links.filter((link) => link.deletedAt === undefined)
            )
            const before = yield* alive
            const result = yield* deleteWith({ key: keys.owner, workspaceId, linkId })
            expect(Either.isRight(result) && result.right).toMatchObject({ workspaceId, linkId, confirmation: "Reply" })
            expect(yield* alive).toEqual(before.filter((link) => link.linkId !== linkId))
          }).pipe(runtime.runPromise)
        ),
        { seed: 5, numRuns: 200 }
      )
    } finally {
      await runtime.dispose()
    }
  })

  it.live("ids of 10,000 characters are a bad request", () =>
    Effect.gen(function* () {
      const long = "l".repeat(10_000)
      const path = `/public/workspace/${long}/links/${long}`
      expect(yield* sendForJson({ method: "DELETE", path, key: keys.owner })).toEqual(codeOf("BadRequest"))
    }).pipe(onFace)
  )

  it.live.each(["", "/api/v1"])("the base path '%s' is accepted", (basePath) =>
    Effect.gen(function* () {
      const { status } = yield* sendForJson({ path: basePath + listing, key: keys.owner })
      expect(status).toBe(200)
    }).pipe(onFace)
  )

  it.live.each([
    ["GET", "/"],
    ["GET", "/api/v1"],
    ["GET", "/api/v1/"],
    ["GET", `/api/v2${listing}`],
    ["GET", `/api/v1/api/v1${listing}`],
    ["GET", `${listing}/`],
    ["GET", `/public/workspace/${workspaces.main}/Links`],
    ["GET", `/public//workspace/${workspaces.main}/links`],
    ["GET", `${listing}/${links.deletable}`],
    ["POST", listing],
    ["DELETE", listing],
    ["DELETE", `${listing}/${links.deletable}/`],
    ["DELETE", `${listing}/${links.deletable}/more`]
  ] as const)("%s %s is not a route: it gets the undefined envelope, and changes nothing", ([method, path]) =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const before = (yield* sandbox.snapshot).links
      yield* sandbox.addFault(Fault.Reset.make())
      expect(yield* sendForJson({ method, path, key: keys.owner })).toEqual(notFound)
      expect((yield* sandbox.snapshot).links).toEqual(before)
    }).pipe(onFace)
  )

  it.live.each([
    ["DELETE", `${listing}/`],
    ["DELETE", `/public/workspace//links/${links.deletable}`],
    ["DELETE", `${listing}/%zz`],
    ["DELETE", `${listing}/%FF`],
    ["DELETE", `${listing}/a%00b`],
    ["GET", "/public/workspace//links"],
    ["GET", `${listing}?page=first`],
    ["GET", `${listing}?page=1&page=2`],
    ["GET", `${listing}?page=0`],
    ["GET", `${listing}?per_page=21`],
    ["GET", `${listing}?per_page=`]
  ] as const)("%s %s is a bad request, but only with a valid key", ([method, path]) =>
    Effect.gen(function* () {
      expect(yield* sendForJson({ method, path, key: keys.owner })).toEqual(codeOf("BadRequest"))
      expect(yield* sendForJson({ method, path })).toEqual(codeOf("ApiKeyRequired"))
      expect(yield* sendForJson({ method, path, key: keys.disabled })).toEqual(codeOf("ApiKeyDisabled"))
    }).pipe(onFace)
  )

  it.live("a semicolon is part of the id", () =>
    Effect.gen(function* () {
      const path = `${listing}/${links.deletable};v=1`
      expect(yield* sendForJson({ method: "DELETE", path, key: keys.owner })).toEqual(codeOf("LinkNotFound"))
    }).pipe(onFace)
  )

  it.live.each([
    ["Bearer", "ApiKeyRequired"],
    ["Bearer ", "ApiKeyRequired"],
    [`Basic ${Redacted.value(keys.owner)}`, "ApiKeyRequired"],
    [Redacted.value(keys.owner), "ApiKeyRequired"],
    [`Bearer ${Redacted.value(keys.owner)} ${Redacted.value(keys.owner)}`, "ApiKeyInvalid"],
    [`bearer   ${Redacted.value(keys.expired)}`, "ApiKeyExpired"]
  ] as const)("an unusual Authorization header is rejected or accepted by its token, case %#", ([authorization, tag]) =>
    Effect.gen(function* () {
      expect(yield* sendForJson({ path: listing, headers: { authorization } })).toEqual(codeOf(tag))
    }).pipe(onFace)
  )

  it.live("the listing has a default page size, and pages", () =>
    Effect.gen(function* () {
      const page = (query: string) =>
        Effect.map(sendForJson({ path: listing + query, key: keys.member }), ({ body }) => body)
      expect(yield* page("")).toMatchObject({
        message: expect.any(String),
        data: {
          workspaceId: workspaces.main,
          pagination: { page: 1, perPage: 10, total: 28, totalPages: 3, hasMore: true }
        }
      })
      expect(yield* page("?page=2&per_page=20")).toMatchObject({
        data: { links: { length: 8 }, pagination: { page: 2, perPage: 20, totalPages: 2, hasMore: false } }
      })
    }).pipe(onFace)
  )

  it.live("the log has the paths as they were sent, without host, query and key", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* send({ path: `/api/v1${listing}?page=2`, key: keys.owner })
      yield* send({ method: "DELETE", path: `${listing}/a%2Fb`, key: keys.owner })
      yield* send({ path: "/elsewhere", key: keys.owner })
      const seen = yield* sandbox.requests
      expect(seen.map(({ at: _, ...request }) => request)).toEqual([
        { method: "GET", path: `/api/v1${listing}`, status: 200, fault: undefined },
        { method: "DELETE", path: `${listing}/a%2Fb`, status: 404, fault: undefined },
        { method: "GET", path: "/elsewhere", status: 404, fault: undefined }
      ])
    }).pipe(onFace)
  )
})
