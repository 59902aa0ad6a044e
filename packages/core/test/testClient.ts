/** The client over a scripted transport, and sources of keys. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ApiKey from "../src/ApiKey.js"
import type { DeleteLinkError } from "../src/DeleteLinkError.js"
import { type DeletedLink, deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import type { ScriptedTransport } from "./scriptedTransport.js"

export type Call = Effect.Effect<DeletedLink, DeleteLinkError, Userplane.Userplane>

export type KeySource = Context.Tag.Service<typeof ApiKey.ApiKey>["current"]

/** A source of keys that gives one after the other, and the last one ever after. It keeps how often it was asked. */
export const keysInTurn = (first: KeySource, ...others: ReadonlyArray<KeySource>) => {
  let asked = 0
  const sources = [first, ...others]
  const current = Effect.suspend(() => {
    const source = sources[Math.min(asked, sources.length - 1)] ?? first
    asked += 1
    return source
  })
  return { layer: Layer.succeed(ApiKey.ApiKey, { current }), asked: () => asked }
}

/** The client over a transport. */
export const clientLayer = (
  server: Pick<ScriptedTransport, "layer">,
  key: Layer.Layer<ApiKey.ApiKey> = ApiKey.layer(apiKey)
) => Userplane.layerTransport().pipe(Layer.provide([server.layer, key]), Layer.orDie)

/** Deletes the ordinary link under a policy. */
export const deleteUnder = (policy: RetryPolicy.Policy): Call => RetryPolicy.within(deleteLink(ref), policy)
