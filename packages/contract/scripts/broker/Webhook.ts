/**
 * A request that the broker sends when something happens. It is made over the broker's API: Pact's own client takes the
 * secrets of a webhook as arguments only, which every user of the machine can read.
 */
import { createHash } from "node:crypto"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Broker from "./Broker.js"
import { Declined, type Failure } from "./Failure.js"

export interface Webhook {
  readonly event: string
  readonly provider: string
  /** `undefined` is any. */
  readonly consumer: string | undefined
  readonly url: string
  readonly authorization: Redacted.Redacted | undefined
  /** JSON, in which the broker replaces its variables. */
  readonly body: unknown
}

// A webhook of the same subject has the same id, so that it is replaced rather than doubled.
const idOf = ({ consumer, event, provider, url }: Webhook): string =>
  createHash("sha256")
    .update(JSON.stringify([event, provider, consumer ?? null, url]))
    .digest("hex")
    .slice(0, 32)

const definition = ({ authorization, body, consumer, event, provider, url }: Webhook) => ({
  description: `${event} of ${consumer ?? "any consumer"} and ${provider}`,
  provider: { name: provider },
  ...(consumer !== undefined && { consumer: { name: consumer } }),
  events: [{ name: event }],
  request: {
    method: "POST",
    url,
    headers: {
      "Content-Type": "application/json",
      ...(authorization !== undefined && { Authorization: Redacted.value(authorization) })
    },
    body
  }
})

/** Creates the webhook, or replaces the one of the same event, pacticipants and URL. */
export const put = (webhook: Webhook): Effect.Effect<string, Failure> =>
  Effect.gen(function* () {
    const { address, send } = yield* Broker.Broker
    const path = `/webhooks/${idOf(webhook)}`
    const { body, status } = yield* send(
      HttpClientRequest.bodyUnsafeJson(HttpClientRequest.put(path), definition(webhook))
    )
    if (status >= 400) {
      return yield* new Declined({ message: `The broker rejected the webhook with ${status}: ${JSON.stringify(body)}` })
    }
    return `${status === 201 ? "Created" : "Replaced"} ${address.baseUrl}${path}`
  }).pipe(Effect.provide(Broker.layer))
