import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import * as ApiKey from "@effect-userplane/core/ApiKey"
import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import { deleteLink } from "@effect-userplane/core/Links"
import * as Transport from "@effect-userplane/core/Transport"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import * as TestClock from "effect/TestClock"
import { vi } from "vitest"
import * as Fixtures from "../src/Fixtures.js"
import * as Sandbox from "../src/Sandbox.js"
import * as SandboxFetch from "../src/SandboxFetch.js"
import * as SandboxServer from "../src/SandboxServer.js"

const { links, plainKeys, workspaces } = Fixtures

const origin = "https://api.userplane.example"

const pathOf = (linkId: string) => `/public/workspace/${workspaces.main}/links/${linkId}`

const asMember = { authorization: `Bearer ${plainKeys.member}` }

const deletionOf = (linkId: string, init: RequestInit = {}): [string, RequestInit] => [
  origin + pathOf(linkId),
  { method: "DELETE", headers: asMember, ...init }
]

describe("the fetch", () => {
  it("takes a URL as a text or an object, or a request, to any host", async () => {
    const { fetch, requests } = SandboxFetch.make()
    const url = `https://elsewhere.example:99${pathOf(links.unknown)}`
    const init = { method: "DELETE", headers: asMember }
    for (const input of [url, new URL(url), new Request(url)]) {
      const response = await fetch(input, init)
      expect(response).toMatchObject({ status: 404, ok: false, url, redirected: false })
      expect(await response.json()).toMatchObject({ code: "LINK_NOT_FOUND" })
    }
    expect((await fetch(new Request(url, init))).status).toBe(404)
    expect(requests()).toHaveLength(4)
  })

  it.each([
    ["a relative URL", () => SandboxFetch.make().fetch("/public")],
    ["a header that cannot be sent", () => SandboxFetch.make().fetch(origin, { headers: { authorization: "a\nb" } })]
  ])("rejects %s with a TypeError, as every fetch", async (_, call) => {
    await expect(call()).rejects.toThrow(TypeError)
  })

  it("rejects with what the network would, when the connection breaks", async () => {
    const { addFault, fetch, link } = SandboxFetch.make()
    addFault({ _tag: "LostReply" })
    await expect(fetch(...deletionOf(links.deletable))).rejects.toMatchObject({
      name: "TypeError",
      message: "fetch failed",
      cause: { code: "ECONNRESET" }
    })
    expect(link(links.deletable)?.deletedAt).toBeTypeOf("number")
  })

  it("sends nothing when the signal is aborted already", async () => {
    const { fetch, requests } = SandboxFetch.make()
    const reason = new Error("not needed")
    await expect(fetch(...deletionOf(links.deletable, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
    expect(requests()).toEqual([])
  })

  it.each(["init", "request"] as const)(
    "an aborted signal of the %s ends a request that waits, without acting",
    async (where) => {
      const { addFault, fetch, link } = SandboxFetch.make()
      addFault({ _tag: "Slow", delay: 3_600_000, when: "BeforeActing" })
      const controller = new AbortController()
      const [url, init] = deletionOf(links.deletable, { signal: controller.signal })
      const response = where === "init" ? fetch(url, init) : fetch(new Request(url, init))
      controller.abort()
      await expect(response).rejects.toMatchObject({ name: "AbortError" })
      expect(link(links.deletable)?.deletedAt).toBeUndefined()
    }
  )

  it("an aborted signal ends a body that never does", async () => {
    const { addFault, fetch } = SandboxFetch.make()
    addFault({ _tag: "EndlessBody" })
    const controller = new AbortController()
    const response = await fetch(...deletionOf(links.deletable, { signal: controller.signal }))
    const reader = response.body?.getReader()
    let bytes = 0
    while (bytes < 100_000) bytes += (await reader?.read())?.value?.byteLength ?? Number.NaN
    controller.abort()
    await expect(
      (async () => {
        while (true) await reader?.read()
      })()
    ).rejects.toMatchObject({ name: "AbortError" })
  })

  it("reads a body that never ends only as far as it is asked for", async () => {
    const { addFault, fetch } = SandboxFetch.make()
    addFault({ _tag: "EndlessBody" })
    const response = await fetch(...deletionOf(links.deletable))
    await expect(response.body?.cancel()).resolves.toBeUndefined()
  })
})

describe("redirects", () => {
  const redirecting = (status: 301 | 302 | 303 | 307 | 308, location: string, times = 1) => {
    const sandbox = SandboxFetch.make()
    sandbox.addFault({ _tag: "Redirect", status, location }, { times })
    return sandbox
  }

  it.each([
    [301, "DELETE"],
    [302, "DELETE"],
    [303, "GET"],
    [307, "DELETE"],
    [308, "DELETE"]
  ] as const)("are followed by default: a %d repeats a DELETE as a %s", async (status, method) => {
    const { fetch, requests } = redirecting(status, pathOf(links.unknown))
    const response = await fetch(...deletionOf(links.deletable))
    expect(response).toMatchObject({ redirected: true, url: origin + pathOf(links.unknown), status: 404 })
    expect(requests()).toMatchObject([{ method: "DELETE" }, { method, path: pathOf(links.unknown) }])
  })

  it("are responses where they are not to be followed", async () => {
    const { fetch } = redirecting(303, "/elsewhere")
    const response = await fetch(...deletionOf(links.deletable, { redirect: "manual" }))
    expect(response.status).toBe(303)
    expect(response.headers.get("location")).toBe("/elsewhere")
  })

  it.each([
    ["where they are forbidden", redirecting(303, "/elsewhere"), "error"],
    ["to another origin, since nothing leaves the process", redirecting(303, "https://elsewhere.example/"), "follow"],
    ["that do not end", redirecting(307, pathOf(links.deletable), Number.POSITIVE_INFINITY), "follow"]
  ] as const)("%s reject", async (_, { fetch }, redirect) => {
    await expect(fetch(...deletionOf(links.deletable, { redirect }))).rejects.toMatchObject({ message: "fetch failed" })
  })
})

describe("the fetch behaves as that of Node towards the server", () => {
  const answers = [
    ["DELETE", pathOf(links.gone), {}],
    ["DELETE", pathOf(links.forbidden), {}],
    ["GET", `/api/v1/public/workspace/${workspaces.main}/links?page=2`, {}],
    ["HEAD", `/api/v1/public/workspace/${workspaces.main}/links`, {}],
    ["POST", pathOf(links.gone), {}],
    ["OPTIONS", pathOf(links.gone), { "access-control-request-headers": "authorization" }]
  ] as const

  // They belong to the connection, or are those of the time.
  const ofConnection = new Set(["connection", "date", "keep-alive", "transfer-encoding"])

  const seen = async (response: Response) => ({
    status: response.status,
    headers: [...response.headers].filter(([name]) => !ofConnection.has(name)),
    body: await response.text()
  })

  it.live.each(answers)("%s %s has the same status, headers and body", ([method, path, headers]) =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const inProcess = SandboxFetch.fromSandbox(yield* Sandbox.Sandbox)
      const init = { method, headers: { ...asMember, ...headers } }
      const [one, other] = yield* Effect.promise(() =>
        Promise.all([inProcess(origin + path, init), fetch(new URL(baseUrl).origin + path, init)])
      )
      expect(yield* Effect.promise(() => seen(one))).toEqual(yield* Effect.promise(() => seen(other)))
    }).pipe(Effect.provide(Layer.provideMerge(SandboxServer.layer(), Sandbox.layer())))
  )
})

describe("the control", () => {
  it("builds a world, changes it and shows it", async () => {
    const sandbox = SandboxFetch.makeEmpty({ seed: 7 })
    const { userId } = sandbox.addUser({ name: "Ada" })
    const { key, keyId } = sandbox.addKey({ userId, lifetime: "90 days" })
    const { workspaceId } = sandbox.addWorkspace({ members: { [userId]: "owner" } })
    const [first, second] = sandbox.addLinks(2, { workspaceId, creatorId: userId })
    const { linkId } = sandbox.addLink({ workspaceId, creatorId: userId })
    const deleting = async (linkId: string | undefined, key: string) => {
      const url = `${origin}/public/workspace/${workspaceId}/links/${linkId}`
      return (await sandbox.fetch(url, { method: "DELETE", headers: { authorization: `Bearer ${key}` } })).status
    }
    expect(await deleting(linkId, key)).toBe(200)
    const rotated = sandbox.rotateKey(keyId)
    expect(await deleting(first?.linkId, key)).toBe(401)
    sandbox.disableKey(keyId)
    expect(await deleting(first?.linkId, rotated.key)).toBe(403)
    sandbox.enableKey(keyId)
    expect(await deleting(first?.linkId, rotated.key)).toBe(200)
    sandbox.expireKey(keyId)
    expect(await deleting(second?.linkId, rotated.key)).toBe(401)

    const other = sandbox.addUser()
    sandbox.setRole(workspaceId, other.userId, "member")
    const own = sandbox.addKey({ userId: other.userId, key: "its-own-key" })
    expect(own.key).toBe("its-own-key")
    expect(await deleting(second?.linkId, "its-own-key")).toBe(403)
    sandbox.removeMember(workspaceId, other.userId)
    expect(sandbox.snapshot().workspaces[0]?.members).toHaveLength(1)
    sandbox.removeWorkspace(workspaceId)
    expect(await deleting(second?.linkId, "its-own-key")).toBe(410)
    expect(sandbox.requests()).toHaveLength(7)
    sandbox.clearRequests()
    expect(sandbox.requests()).toEqual([])
    sandbox.reset()
    expect(sandbox.snapshot().users).toEqual([])
  })

  it("faults are JSON, and wait until they are removed", async () => {
    const { addFault, clearFaults, fetch } = SandboxFetch.make()
    addFault({ _tag: "RateLimited", headers: { "retry-after": "3" } }, { linkId: links.gone })
    const limited = await fetch(...deletionOf(links.gone))
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "3"])
    addFault({ _tag: "ServiceUnavailable" })
    clearFaults()
    expect((await fetch(...deletionOf(links.gone))).status).toBe(410)
  })

  it("an inconsistent world throws what is wrong", () => {
    const { addLink } = SandboxFetch.makeEmpty()
    expect(() => addLink({ workspaceId: "ws_none", creatorId: "usr_none" })).toThrow("there is no workspace ws_none")
  })
})

const spentIn = (clock: SandboxFetch.Clock | undefined) =>
  SandboxFetch.make({ clock, quota: { windows: [{ limit: 1, duration: "1 minute" }], retryAfter: "retry-after" } })

describe("the clock", () => {
  it("may be any: the quota, the log and slow responses go by it", async () => {
    let now = 90_000
    const waiting: Array<() => void> = []
    const sandbox = spentIn({
      now: () => now,
      sleep: (millis) =>
        new Promise((resolve) => {
          waiting.push(() => {
            now += millis
            resolve()
          })
        })
    })
    expect((await sandbox.fetch(...deletionOf(links.gone))).status).toBe(410)
    const limited = await sandbox.fetch(...deletionOf(links.gone))
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "30"])
    sandbox.addFault({ _tag: "Slow", delay: 30_000, when: "BeforeActing" })
    const slow = sandbox.fetch(...deletionOf(links.gone))
    waiting[0]?.()
    expect((await slow).status).toBe(410)
    expect(sandbox.requests().map(({ at }) => at)).toEqual([90_000, 90_000, 90_000])
    expect(now).toBe(120_000)
  })

  it("an aborted request ends its sleep", async () => {
    const signals: Array<AbortSignal> = []
    const sandbox = SandboxFetch.make({
      clock: {
        now: () => 0,
        sleep: (_, signal) => {
          signals.push(signal)
          return new Promise(() => {})
        }
      }
    })
    sandbox.addFault({ _tag: "Slow", delay: 1, when: "BeforeActing" })
    const controller = new AbortController()
    const response = sandbox.fetch(...deletionOf(links.deletable, { signal: controller.signal }))
    expect(signals).toMatchObject([{ aborted: false }])
    controller.abort()
    await expect(response).rejects.toMatchObject({ name: "AbortError" })
    expect(signals).toMatchObject([{ aborted: true }])
  })
})

describe("under the fake timers of vitest", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it("a spent quota is available again after its window", async () => {
    const { fetch } = spentIn(undefined)
    const status = async () => (await fetch(...deletionOf(links.gone))).status
    expect([await status(), await status()]).toEqual([410, 429])
    vi.advanceTimersByTime(60_000)
    expect(await status()).toBe(410)
  })

  it("a slow response takes its time", async () => {
    const { addFault, fetch } = SandboxFetch.make()
    addFault({ _tag: "Slow", delay: 60_000 })
    const onEnd = vi.fn()
    void fetch(...deletionOf(links.gone)).then(onEnd)
    await vi.advanceTimersByTimeAsync(59_999)
    expect(onEnd).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(onEnd).toHaveBeenCalledOnce()
  })
})

describe("under the TestClock", () => {
  const clock = Effect.map(
    Effect.runtime<never>(),
    (runtime): SandboxFetch.Clock => ({
      now: () => Runtime.runSync(runtime)(Clock.currentTimeMillis),
      sleep: (millis, signal) => Runtime.runPromise(runtime)(Effect.sleep(millis), { signal })
    })
  )

  const clientOf = ({ fetch }: SandboxFetch.SandboxFetch) =>
    Userplane.layerTransport().pipe(
      Layer.provide([
        Layer.succeed(Transport.Transport, FetchTransport.fromFetch(fetch, { mayRepeat: false })),
        ApiKey.layer(Fixtures.keys.member)
      ]),
      Layer.orDie
    )

  it.effect("the busy link is deleted by the third attempt, not before the server's retry-after", () =>
    Effect.gen(function* () {
      const sandbox = SandboxFetch.make({ clock: yield* clock })
      const ref = { workspaceId: workspaces.main, linkId: links.busy }
      const fiber = yield* Effect.fork(Effect.provide(deleteLink(ref), clientOf(sandbox)))
      yield* TestClock.adjust("1 minute")
      expect(yield* Fiber.join(fiber)).toMatchObject({ confirmation: "Reply", attempts: 3 })
      const [first = 0, second = 0, third = 0] = sandbox.requests().map(({ at }) => at)
      expect(first).toBe(0)
      expect(third - second).toBeGreaterThanOrEqual(1000)
    })
  )

  it.effect("a response slower than the attempt timeout is lost, and the next attempt finds the link gone", () =>
    Effect.gen(function* () {
      const sandbox = SandboxFetch.make({ clock: yield* clock })
      sandbox.addFault({ _tag: "Slow", delay: 3_600_000 })
      const ref = { workspaceId: workspaces.main, linkId: links.deletable }
      const fiber = yield* Effect.fork(Effect.provide(deleteLink(ref), clientOf(sandbox)))
      yield* TestClock.adjust("1 minute")
      expect(yield* Fiber.join(fiber)).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: 2 })
    })
  )
})
