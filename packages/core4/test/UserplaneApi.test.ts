import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { expect, it, onTestFinished } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { deleteLink } from "../src/Links.js"
import * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"
import { Authorization, PresentedKey, UserplaneApi } from "../src/UserplaneApi.js"
import { apiKey, otherKey, ref } from "./fixtures.js"
import { runLive } from "./runTest.js"

const failure = (tag: ErrorCatalogue.Tag) => {
  const { code, message, status } = ErrorCatalogue.byTag[tag]
  return Effect.fail({ defined: true as const, code, message, status })
}

/** A server that deletes a link once, for whoever presents the key. */
const server = () => {
  const deleted = new Set<string>()
  const links = HttpApiBuilder.group(UserplaneApi, "links", (handlers) =>
    handlers.handle("delete", ({ params }) =>
      Effect.gen(function* () {
        const key = yield* PresentedKey
        if (Redacted.value(key) !== Redacted.value(apiKey)) return yield* failure("ApiKeyInvalid")
        if (deleted.has(params.linkId)) return yield* failure("LinkGone")
        deleted.add(params.linkId)
        return { message: "Link deleted", data: params }
      })
    )
  )
  const authorization = Layer.succeed(Authorization, {
    bearerAuth: (handler, { credential }) => Effect.provideService(handler, PresentedKey, credential)
  })
  const api = HttpApiBuilder.layer(UserplaneApi).pipe(
    Layer.provide(links),
    Layer.provide(authorization),
    Layer.provide(HttpServer.layerServices)
  )
  const { dispose, handler } = HttpRouter.toWebHandler(api, { disableLogger: true })
  onTestFinished(dispose)
  return FetchTransport.fromFetch((input, init) => handler(new Request(input, init)))
}

it("a server of the description is understood by the client", () => {
  const transport = Layer.succeed(Transport.Transport, server())
  const client = (key: Redacted.Redacted) =>
    Layer.provide(Userplane.layerTransport({ baseUrl: "http://localhost" }), [transport, ApiKey.layer(key)])
  return runLive(
    Effect.gen(function* () {
      const rejected = yield* Effect.flip(Effect.provide(deleteLink(ref), client(otherKey)))
      expect(rejected).toMatchObject({ _tag: "ApiKeyInvalid", status: 401 })
      expect(yield* Effect.provide(deleteLink(ref), client(apiKey))).toMatchObject({ ...ref, confirmation: "Reply" })
      const gone = yield* Effect.flip(Effect.provide(deleteLink(ref), client(apiKey)))
      expect(gone).toMatchObject({ _tag: "LinkGone", status: 410 })
    })
  )
})
