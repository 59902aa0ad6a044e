/** The ways to reach the sandbox: in process, as a `fetch` and over a socket. All must behave the same. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type { DeleteLinkError } from "@effect-userplane/core/DeleteLinkError"
import { type DeletedLink, deleteLink } from "@effect-userplane/core/Links"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Fixtures from "../src/Fixtures.js"
import * as Quota from "../src/Quota.js"
import * as Sandbox from "../src/Sandbox.js"
import * as SandboxFetch from "../src/SandboxFetch.js"
import * as SandboxHttpClient from "../src/SandboxHttpClient.js"
import * as SandboxServer from "../src/SandboxServer.js"

/** The origin of the URLs of a face. */
class Origin extends Context.Tag("test/Origin")<Origin, string>() {}

export type FaceServices = HttpClient.HttpClient | Origin | Sandbox.Sandbox

export interface Face {
  readonly name: string
  readonly layer: Layer.Layer<FaceServices>
}

const sandbox = Sandbox.layer({ quota: { windows: Quota.unlimited } })

const anyOrigin = Layer.succeed(Origin, "https://api.userplane.example")

export const inProcess: Face = {
  name: "in process",
  layer: Layer.merge(SandboxHttpClient.layer, anyOrigin).pipe(Layer.provideMerge(sandbox))
}

const asFetch: Face = {
  name: "as a fetch",
  layer: Layer.merge(FetchHttpClient.layer, anyOrigin).pipe(
    Layer.provideMerge(
      Layer.effect(
        FetchHttpClient.Fetch,
        Effect.map(Sandbox.Sandbox, (sandbox) => SandboxFetch.fromSandbox(sandbox))
      )
    ),
    Layer.provideMerge(sandbox)
  )
}

const overSocket: Face = {
  name: "over a socket",
  layer: Layer.merge(
    FetchHttpClient.layer,
    Layer.effect(
      Origin,
      Effect.map(SandboxServer.SandboxServer, ({ baseUrl }) => new URL(baseUrl).origin)
    )
  ).pipe(Layer.provide(SandboxServer.layer()), Layer.provideMerge(sandbox), Layer.orDie)
}

export const faces: ReadonlyArray<Face> = [inProcess, asFetch, overSocket]

export interface PlainRequest {
  readonly path: string
  readonly method?: "DELETE" | "GET" | "OPTIONS" | "POST"
  readonly key?: Redacted.Redacted
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a plain request, as no client of ours would. */
export const send = ({
  headers = {},
  key,
  method = "GET",
  path
}: PlainRequest): Effect.Effect<
  HttpClientResponse.HttpClientResponse,
  HttpClientError.HttpClientError,
  HttpClient.HttpClient | Origin
> =>
  Effect.gen(function* () {
    const url = (yield* Origin) + path
    const authorization = key === undefined ? {} : { authorization: `Bearer ${Redacted.value(key)}` }
    return yield* HttpClient.execute(HttpClientRequest.make(method)(url, { headers: { ...authorization, ...headers } }))
  })

/** Sends a plain request, for its status and its JSON. */
export const sendForJson = (request: PlainRequest) =>
  Effect.gen(function* () {
    const response = yield* send(request)
    return { status: response.status, body: yield* response.json }
  })

export interface DeleteOptions {
  readonly workspaceId?: string
  readonly linkId: string
  readonly key?: Redacted.Redacted
  /** Default: one request. */
  readonly policy?: RetryPolicy.Policy
}

/** A deletion by the real client. */
export const deleteWith = ({
  key = Fixtures.keys.member,
  linkId,
  policy = RetryPolicy.none,
  workspaceId = Fixtures.workspaces.main
}: DeleteOptions): Effect.Effect<Either.Either<DeletedLink, DeleteLinkError>, never, HttpClient.HttpClient | Origin> =>
  Effect.gen(function* () {
    const client = Userplane.layer({ apiKey: key, baseUrl: `${yield* Origin}/api/v1` })
    return yield* deleteLink({ workspaceId, linkId }).pipe(
      RetryPolicy.within(policy),
      Effect.either,
      Effect.provide(Layer.orDie(client))
    )
  })
