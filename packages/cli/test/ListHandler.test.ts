import { stripVTControlCharacters } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import * as ApiKey from "@effect-userplane/core/ApiKey"
import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import * as Quota from "@effect-userplane/core/Quota"
import * as Transport from "@effect-userplane/core/Transport"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Listing from "../src/list/Listing.js"
import { canaryKey } from "./fixtures.js"
import { run } from "./inProcess.js"

const { keys, links, unnamedLinks, workspaces } = Fixtures

const sandbox = (key: keyof typeof keys = "member") =>
  Userplane.layer({ apiKey: keys[key] }).pipe(
    Layer.provideMerge(SandboxHttpClient.layer),
    Layer.merge(Quota.layer([{ limit: 1, duration: "1 second" }])),
    Layer.provideMerge(Sandbox.layer({ seed: 7 }))
  )

const quietly = () => Effect.void

const requests = Effect.flatMap(Sandbox.Sandbox, ({ requests }) => requests)

/** Lists links, and lets the quota of a page a second pass. */
const listed = (...args: Parameters<typeof Listing.list>) =>
  Effect.flatMap(Effect.fork(Listing.list(...args)), (fiber) =>
    Effect.zipRight(TestClock.adjust("1 second"), Fiber.join(fiber))
  )

/** The named links of the main workspace that are not deleted. */
const named = [links.deletable, links.forbidden, links.busy, links.lostReply]

describe("listing", () => {
  it.effect("reads every page, twenty links at a time", () =>
    Effect.gen(function* () {
      const told: Array<readonly [number, number]> = []
      const listing = yield* listed(workspaces.main, (listed, total) =>
        Effect.sync(() => void told.push([listed, total]))
      )
      const total = named.length + unnamedLinks
      expect(listing.links.map(({ linkId }) => linkId)).toEqual(expect.arrayContaining(named))
      expect(listing).toMatchObject({ shifted: false, links: { length: total } })
      expect(told).toStrictEqual([
        [20, total],
        [total, total]
      ])
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("sends no more pages than the quota lets through", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(Listing.list(workspaces.main, quietly))
      yield* TestClock.adjust("999 millis")
      expect(yield* requests).toHaveLength(1)
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(fiber)
      expect(yield* requests).toHaveLength(2)
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("keeps every field that the API gives", () =>
    Effect.gen(function* () {
      const { links: listed } = yield* Listing.list(workspaces.other, quietly)
      expect(listed).toMatchObject([
        { linkId: links.elsewhere, linkTitle: "Chart has no legend", creator: { name: "Mika Member" } }
      ])
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("says when links came or went meanwhile", () =>
    Effect.gen(function* () {
      const { addLink } = yield* Sandbox.Sandbox
      const adding = addLink({ workspaceId: workspaces.main, creatorId: Fixtures.users.member })
      const { shifted } = yield* listed(workspaces.main, () => adding)
      expect(shifted).toBe(true)
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("waits for the quota that somebody else has spent", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(Listing.list(workspaces.other, quietly))
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.RateLimited.make({ headers: { "retry-after": "60" } }))
      yield* TestClock.adjust("59 seconds")
      expect(yield* requests).toHaveLength(1)
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(fiber)).toMatchObject({ links: [{ linkId: links.elsewhere }] })
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("does not wait for a day", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.RateLimited.make({ headers: { "retry-after": "86400" } }))
      const error = yield* Effect.flip(Listing.list(workspaces.other, quietly))
      expect(error).toMatchObject({ _tag: "RateLimited", status: 429, retryAfter: Duration.days(1), page: 1 })
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("asks no more than eight times", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.ServiceUnavailable.make(), { times: 20 })
      const fiber = yield* Effect.fork(Effect.flip(Listing.list(workspaces.other, quietly)))
      yield* TestClock.adjust("10 minutes")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "ServiceUnavailable", status: 503 })
      expect(yield* requests).toHaveLength(8)
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect.each([
    ["a rejected key", "expired", workspaces.main, "ApiKeyExpired", 1],
    ["a workspace of others", "outsider", workspaces.main, "NotAMember", 1],
    ["a workspace that was removed", "member", workspaces.removed, "WorkspaceGone", 1],
    ["a workspace that cannot be named", "member", "..", "InvalidPageRef", 0]
  ] as const)("does not ask again after %s (%s, %s)", ([, key, workspaceId, tag, count]) =>
    Effect.gen(function* () {
      expect(yield* Effect.flip(Listing.list(workspaceId, quietly))).toMatchObject({ _tag: tag })
      expect(yield* requests).toHaveLength(count)
    }).pipe(Effect.provide(sandbox(key)))
  )

  it.effect.each([
    ["HTML", Fault.GatewayHtml.make({ status: 200 })],
    ["a redirect", Fault.Redirect.make({ location: "https://example.com/" })],
    ["a body without an end", Fault.EndlessBody.make()]
  ] as const)("takes %s for no page of links", ([, fault]) =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(fault)
      expect(yield* Effect.flip(Listing.list(workspaces.other, quietly))).toMatchObject({
        _tag: "UnexpectedResponse"
      })
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("asks again after a connection that broke", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.Reset.make())
      const fiber = yield* Effect.fork(Listing.list(workspaces.other, quietly))
      yield* TestClock.adjust("2 seconds")
      expect((yield* Fiber.join(fiber)).links).toHaveLength(1)
    }).pipe(Effect.provide(sandbox()))
  )
})

describe("list", () => {
  const listing = ["list", "--workspace", workspaces.main, "--sandbox"]

  it.live("prints a line of JSON for each link where there is no terminal", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(listing)
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
      const printed = stdout.trimEnd().split("\n")
      expect(printed).toHaveLength(named.length + unnamedLinks)
      expect(JSON.parse(printed[0] ?? "")).toMatchObject({
        workspaceId: workspaces.main,
        linkId: links.deletable,
        linkTitle: "Checkout shows an empty cart",
        createdAt: "2026-01-12T09:00:00.000Z",
        creator: { name: "Mika Member" }
      })
    })
  )

  it.live("prints a table on a terminal, and meanwhile how far it is", () =>
    Effect.gen(function* () {
      const { stderr, stdout } = yield* run(listing, { columns: 90 })
      expect(stdout).toContain(`│ ${links.deletable}`)
      expect(stdout).toContain("2026-01-12 09:00 │ Mika Member")
      expect(stdout).toMatch(/\n28 links\.\n$/)
      expect(
        Math.max(
          ...stripVTControlCharacters(stdout)
            .split("\n")
            .map(({ length }) => length)
        )
      ).toBe(90)
      expect(stderr).toContain("\r20 of 28 links listed …")
      expect(stderr).toMatch(/\r {89}\r$/)
    })
  )

  it.live("prints the format that is asked for", () =>
    Effect.gen(function* () {
      expect((yield* run([...listing, "--output", "table"])).stdout).toMatch(/^┌─/)
      expect((yield* run([...listing, "--output", "ndjson"], { columns: 90 })).stdout).toMatch(/^{/)
    })
  )

  const env = { USERPLANE_API_KEY: canaryKey }
  const answering =
    (status: number, body: unknown): typeof globalThis.fetch =>
    () =>
      Promise.resolve(Response.json(body, { status }))

  it.live.each([
    [
      "the key was rejected",
      401,
      { code: "API_KEY_INVALID", message: "Unknown key" },
      3,
      "ApiKeyInvalid: 401: Unknown"
    ],
    [
      "the prose documentation is right",
      404,
      { error: "WORKSPACE_NOT_FOUND", message: "None" },
      3,
      "WorkspaceNotFound"
    ],
    ["nobody knows the error", 418, { code: "TEAPOT" }, 1, "UndocumentedError: 418: TEAPOT"],
    ["the response is about another workspace", 200, page("ws_2", []), 1, "it lists the links of another workspace"],
    ["a link has no id", 200, page("ws_1", [{ linkTitle: "None" }]), 1, "its body is not a page of links"]
  ] as const)("says why there is no list: %s", ([, status, body, code, said]) =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(["list", "-w", "ws_1"], { env, fetch: answering(status, body) })
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: code, stdout: "" })
      expect(stderr).toContain(`The links of ws_1 cannot be listed: `)
      expect(stderr).toContain(said)
    })
  )

  it.live("says that a workspace cannot be named: 2", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(["list", "-w", ".."], { env })
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toMatch(
        /^The links of \.\. cannot be listed: InvalidPageRef: The workspaceId must not be a dot segment/
      )
    })
  )

  const hex = (text: string, spell: (hex: string) => string) =>
    Array.from(text, (character) => spell(character.charCodeAt(0).toString(16))).join("")

  it.live.each([
    ["as it is", canaryKey],
    ["in upper case", canaryKey.toUpperCase()],
    ["as in a URL", canaryKey.replaceAll("_", "%5F")],
    ["as in a URL in a URL", canaryKey.replaceAll("_", "%255f")],
    ["as in HTML, in hexadecimal", canaryKey.replaceAll("_", "&#x5F;")],
    ["as in HTML, in decimal", canaryKey.replaceAll("_", "&#95;")],
    ["as in HTML, by name", canaryKey.replaceAll("_", "&lowbar;")],
    ["as in JSON", hex(canaryKey, (code) => `\\u00${code}`)],
    ["as in JavaScript", hex(canaryKey, (code) => `\\x${code}`)],
    ["in base64", Buffer.from(`Bearer ${canaryKey}`).toString("base64")],
    ["in base64url", Buffer.from(canaryKey).toString("base64url")]
  ] as const)("shows the key nowhere, although the server sends it back %s", ([, spelled]) =>
    Effect.gen(function* () {
      for (const [status, body] of [
        [403, { code: "NOT_A_MEMBER", message: `Not with ${spelled}` }],
        [418, { code: `Not with ${spelled}` }],
        [418, { error: `Not with ${spelled}` }],
        [200, page("ws_1", [{ linkId: "lnk_1", meta: { seen: [spelled] }, [spelled]: 1 }])],
        [200, page("ws_1", [{ linkId: spelled, linkTitle: spelled }])]
      ] as const) {
        const { stderr, stdout } = yield* run(["list", "-w", "ws_1"], { env, fetch: answering(status, body) })
        expect(stdout + stderr).toContain("<redacted>")
        expect((stdout + stderr).toLowerCase()).not.toContain(spelled.slice(4, -4).toLowerCase())
      }
    })
  )

  const refused = (address: string) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: "ECONNREFUSED", syscall: "connect" })

  it.effect.each([
    [
      "several addresses",
      new AggregateError([refused("::1:443"), refused("127.0.0.1:443")], ""),
      "connect ECONNREFUSED ::1:443; connect ECONNREFUSED 127.0.0.1:443"
    ],
    ["an error that says nothing", new Error(""), "fetch failed"],
    ["a code alone", Object.assign(new Error(""), { code: "ENOTFOUND" }), "ENOTFOUND"],
    ["the key", new Error(`cannot send ${canaryKey.replaceAll("_", "%5F")}`), "cannot send <redacted>"]
  ] as const)("says why there was no response: %s", ([, cause, said]) =>
    Effect.gen(function* () {
      const transport = FetchTransport.fromFetch(() => Promise.reject(new TypeError("fetch failed", { cause })))
      const userplane = Userplane.layerTransport().pipe(
        Layer.provide([Layer.succeed(Transport.Transport, transport), ApiKey.layer(Redacted.make(canaryKey))])
      )
      const listing = Effect.provide(Listing.list("ws_1", quietly), [userplane, Quota.layerUnlimited])
      const fiber = yield* Effect.fork(Effect.flip(listing))
      yield* TestClock.adjust("10 minutes")
      const error = yield* Fiber.join(fiber)
      expect(error).toMatchObject({ _tag: "TransportError", message: expect.stringContaining(said) })
    })
  )

  it.live("follows no redirect", () =>
    Effect.gen(function* () {
      const modes: Array<unknown> = []
      const fetch: typeof globalThis.fetch = (_, init) => {
        modes.push(init?.redirect)
        return Promise.resolve(new Response(null, { status: 302, headers: { location: "https://example.com/" } }))
      }
      const { exitCode, stderr } = yield* run(["list", "-w", "ws_1"], { env, fetch })
      expect({ exitCode, modes }).toStrictEqual({ exitCode: 1, modes: ["manual"] })
      expect(stderr).toContain("it redirects, and redirects are not followed")
    })
  )

  it.live("needs the configuration that deleting needs", () =>
    Effect.gen(function* () {
      const { exitCode, stderr } = yield* run(["list", "-w", "ws_1"])
      expect(exitCode).toBe(2)
      expect(stderr).toMatch(/^USERPLANE_API_KEY: /)
    })
  )
})

function page(workspaceId: string, listed: ReadonlyArray<object>) {
  return {
    message: "Links retrieved successfully",
    data: {
      workspaceId,
      links: listed,
      pagination: { page: 1, perPage: 20, total: listed.length, totalPages: 1, hasMore: false }
    }
  }
}
