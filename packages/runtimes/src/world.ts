/** The sandbox that one run of the program deletes links of, over real connections. */
import * as Http from "node:http"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { linkIdOf, linkNames, type World } from "./program/report.js"
import type { Seen } from "./verdict.js"

const idOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

export const bulkSize = 20

/** No ephemeral port, so that nothing comes to listen on it, and none that the Fetch standard forbids. */
const refusingUrl = "http://127.0.0.1:2/api/v1"

const fill = (sandbox: Sandbox.SandboxService) =>
  Effect.gen(function* () {
    const { main: workspaceId } = Fixtures.workspaces
    const { member, owner } = Fixtures.users
    for (const name of linkNames) {
      const creatorId = name === "forbidden" ? owner : member
      yield* sandbox.addLink({ workspaceId, creatorId, linkId: linkIdOf(name), deleted: name === "gone" })
      if (name.startsWith("lost")) yield* sandbox.addFault(Fault.LostReply.make(), { linkId: linkIdOf(name) })
    }
    yield* sandbox.addFault(Fault.Slow.make({ delay: Duration.hours(1), when: "BeforeActing" }), {
      linkId: linkIdOf("interrupted")
    })
    return yield* sandbox.addLinks(bulkSize, { workspaceId, creatorId: member })
  })

/** A sandbox that tells when the link `interrupted` is asked for, and when its request is given up. */
const observe = (sandbox: Sandbox.SandboxService) =>
  Effect.gen(function* () {
    const asked = yield* Deferred.make<void>()
    const closed = yield* Deferred.make<void>()
    const watched: Sandbox.SandboxService = {
      ...sandbox,
      exchange: (request) =>
        idOf(request.path) === linkIdOf("interrupted")
          ? Effect.zipRight(Deferred.succeed(asked, undefined), sandbox.exchange(request)).pipe(
              Effect.onInterrupt(() => Deferred.succeed(closed, undefined))
            )
          : sandbox.exchange(request)
    }
    return { asked: Deferred.await(asked), closed: Deferred.await(closed), watched }
  })

/** Serves an empty page for browsers, and tells the program what the server sees. */
const serveObserver = (asked: Effect.Effect<void>, closed: Effect.Effect<void>) =>
  Effect.gen(function* () {
    const connection = Effect.timeoutTo(closed, {
      duration: "5 seconds",
      onSuccess: () => "closed",
      onTimeout: () => "open"
    })
    const app = HttpRouter.empty.pipe(
      HttpRouter.get("/", HttpServerResponse.html("<!doctype html><title>Runtimes</title>")),
      HttpRouter.get(
        "/asked",
        Effect.map(asked, () => HttpServerResponse.text("asked"))
      ),
      HttpRouter.get(
        "/connection",
        Effect.map(connection, (seen) => HttpServerResponse.text(seen))
      )
    )
    const server = yield* NodeHttpServer.make(() => Http.createServer(), { port: 0, host: "127.0.0.1" })
    yield* server.serve(app, HttpMiddleware.cors())
    return `http://127.0.0.1:${server.address._tag === "TcpAddress" ? server.address.port : 0}`
  })

/** What the program is told, and what the sandbox has seen. */
export interface Running {
  readonly world: World
  readonly seen: Effect.Effect<Seen>
}

/** Serves a sandbox until the scope is closed. */
export const make = Effect.gen(function* () {
  const sandbox = Sandbox.make({ seed: 7 })
  const bulk = yield* fill(sandbox)
  const { asked, closed, watched } = yield* observe(sandbox)
  const { baseUrl } = yield* Effect.provideService(SandboxServer.make(), Sandbox.Sandbox, watched)

  const running: Running = {
    world: {
      apiKey: Fixtures.plainKeys.member,
      baseUrl,
      refusingUrl,
      observerUrl: yield* serveObserver(asked, closed),
      workspaceId: Fixtures.workspaces.main,
      bulk: bulk.map(({ linkId }) => linkId)
    },
    seen: Effect.all({ requests: sandbox.requests, snapshot: sandbox.snapshot }).pipe(
      Effect.map(({ requests, snapshot }) => ({
        deleted: new Set(snapshot.links.filter(({ deletedAt }) => deletedAt !== undefined).map(({ linkId }) => linkId)),
        requests: requests.map(({ path }) => idOf(path))
      }))
    )
  }
  return running
})
