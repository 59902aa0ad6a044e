/** The client over a scripted transport, and sources of keys. */
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ApiKey from "../src/ApiKey.js"
import type { DeleteLinkError } from "../src/DeleteLinkError.js"
import type { DeletedLink } from "../src/Links.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey } from "./fixtures.js"
import type { ScriptedTransport } from "./scriptedTransport.js"

export type Call = Effect.Effect<DeletedLink, DeleteLinkError, Userplane.Userplane>

export type KeySource = Context.Tag.Service<typeof ApiKey.ApiKey>["current"]

/** The client over a transport. */
export const clientLayer = (
  server: Pick<ScriptedTransport, "layer">,
  key: Layer.Layer<ApiKey.ApiKey> = ApiKey.layer(apiKey)
) => Userplane.layerTransport().pipe(Layer.provide([server.layer, key]), Layer.orDie)
