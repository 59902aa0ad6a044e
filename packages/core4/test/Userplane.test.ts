import { deleted } from "@effect-userplane/testing/Answers"
import { clientLayers } from "@effect-userplane/testing/ClientLayers"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ApiKey from "../src/ApiKey.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { deleteLink } from "../src/Links.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import { script, sharedAnswer } from "./scriptedTransport.js"

/** Deletes the ordinary link. A client that cannot be made is an error as it is printed. */
const deleteThrough = <E>(client: Layer.Layer<Userplane.Userplane, E>): Promise<{ readonly error?: string }> =>
  Effect.runPromise(
    Effect.match(Effect.provide(deleteLink(ref), client), {
      onFailure: (error) => ({ error: String(error) }),
      onSuccess: () => ({})
    })
  )

clientLayers({
  key: Redacted.value(apiKey),
  layerTransport: async (options) => {
    const { layer, requests } = script(sharedAnswer(deleted()))
    const client = Layer.provide(Userplane.layerTransport(options), [layer, ApiKey.layer(apiKey)])
    const { error } = await deleteThrough(client)
    return error === undefined ? { requests: requests.map(({ method, url }) => ({ method, url })) } : { error }
  },
  layerFetch: (given) => {
    if (given === undefined) return deleteThrough(Userplane.layerFetch)
    const variables = ConfigProvider.layer(ConfigProvider.fromEnvRecord(given.variables))
    const fetch = Layer.succeed(FetchTransport.Fetch, given.fetch)
    return deleteThrough(Layer.provide(Userplane.layerFetch, [variables, fetch]))
  }
})
