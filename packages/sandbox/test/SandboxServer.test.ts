import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import type * as Exchange from "../src/Exchange.js"
import * as Fault from "../src/Fault.js"
import * as Fixtures from "../src/Fixtures.js"
import * as Sandbox from "../src/Sandbox.js"
import * as SandboxServer from "../src/SandboxServer.js"
import { until } from "./until.js"
import * as Wire from "./wire.js"

const { keys, links, workspaces } = Fixtures

const path = `/public/workspace/${workspaces.main}/links/${links.deletable}`

const headers = { authorization: `Bearer ${Redacted.value(keys.member)}` }

const deletion = (baseUrl: string, signal?: AbortSignal) =>
  fetch(baseUrl + path, { method: "DELETE", headers, ...(signal === undefined ? {} : { signal }) })

const served = SandboxServer.layer().pipe(Layer.provideMerge(Sandbox.layer()))

/** Waits until a request has arrived. */
const anyRequest = ({ requests }: Sandbox.SandboxService) => until(Effect.map(requests, (seen) => seen.length > 0))

describe("the server", () => {
  it.live("several servers listen on free ports of loopback", () =>
    Effect.gen(function* () {
      const [one, other] = yield* Effect.all([SandboxServer.make(), SandboxServer.make()])
      expect(one.port).not.toBe(other.port)
      expect(one).toMatchObject({ baseUrl: `http://127.0.0.1:${one.port}/api/v1` })
      const responses = yield* Effect.promise(() => Promise.all([deletion(one.baseUrl), deletion(other.baseUrl)]))
      // Both serve the one sandbox.
      expect(responses.map(({ status }) => status).sort()).toEqual([200, 410])
    }).pipe(Effect.scoped, Effect.provide(Sandbox.layer()))
  )

  it.live("listens on the given port, and fails when it is taken", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { port } = yield* Scope.extend(SandboxServer.make(), scope)
      expect(yield* Effect.flip(Effect.scoped(SandboxServer.make({ port })))).toMatchObject({
        _tag: "ServeError",
        cause: { code: "EADDRINUSE" }
      })
      yield* Scope.close(scope, Exit.void)
      expect((yield* SandboxServer.make({ port })).port).toBe(port)
    }).pipe(Effect.scoped, Effect.provide(Sandbox.layer()))
  )

  it.live.each([
    [Fault.Reset.make(), false],
    [Fault.LostReply.make(), true]
  ] as const)("%o closes the socket before any byte of a response", ([fault, deleted]) =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { port } = yield* SandboxServer.SandboxServer
      yield* sandbox.addFault(fault)
      expect(yield* Wire.askOnce(port)).toMatchObject({ text: "", how: "closed" })
      expect((yield* sandbox.link(links.deletable))?.deletedAt !== undefined).toBe(deleted)
    }).pipe(Effect.provide(served))
  )

  it.live("a request that the client aborts is interrupted at once", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const ended = yield* Deferred.make<void>()
      const watched = {
        ...sandbox,
        exchange: (request: Exchange.Request) =>
          Effect.onInterrupt(sandbox.exchange(request), () => Deferred.succeed(ended, undefined))
      }
      const { baseUrl } = yield* Effect.provideService(SandboxServer.make(), Sandbox.Sandbox, watched)
      yield* sandbox.addFault(Fault.Slow.make({ delay: Duration.hours(1), when: "BeforeActing" }))
      const controller = new AbortController()
      const response = yield* Effect.fork(Effect.flip(Effect.tryPromise(() => deletion(baseUrl, controller.signal))))
      yield* anyRequest(sandbox)
      controller.abort()
      yield* response
      yield* Deferred.await(ended)
      expect(yield* sandbox.link(links.deletable)).toMatchObject({ deletedAt: undefined })
    }).pipe(Effect.scoped, Effect.provide(Sandbox.layer()))
  )

  it.live("stops with its scope, also while a request waits for a response that never arrives", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const scope = yield* Scope.make()
      const { baseUrl } = yield* Scope.extend(SandboxServer.make(), scope)
      yield* sandbox.addFault(Fault.NoReply.make())
      const response = yield* Effect.fork(Effect.flip(Effect.tryPromise(() => deletion(baseUrl))))
      yield* anyRequest(sandbox)
      yield* Scope.close(scope, Exit.void)
      expect(yield* response).toMatchObject({ error: expect.any(TypeError) })
      expect(yield* Effect.flip(Effect.tryPromise(() => deletion(baseUrl)))).toMatchObject({
        error: { cause: { code: "ECONNREFUSED" } }
      })
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.live("allows pages of any origin, without credentials", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const preflight = yield* Effect.promise(() =>
        fetch(baseUrl + path, {
          method: "OPTIONS",
          headers: {
            origin: "https://page.example",
            "access-control-request-method": "DELETE",
            "access-control-request-headers": "authorization"
          }
        })
      )
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization")
      expect(preflight.headers.get("access-control-allow-methods")).toContain("DELETE")
      const response = yield* Effect.promise(() => deletion(baseUrl))
      expect(response.headers.get("access-control-allow-origin")).toBe("*")
      expect(response.headers.get("access-control-allow-credentials")).toBeNull()
    }).pipe(Effect.provide(served))
  )
})
