/** As much of a Pact Broker as its pacts for verification take. */
import type * as Http from "node:http"

const provider = "userplane-public-api"

export interface Pact {
  readonly consumer: { readonly name: string }
}

/** Answers as a broker with these pacts. It has lost those that are `undefined`. */
export const pactBroker =
  (pacts: Readonly<Record<string, Pact | undefined>>, pending = false): Http.RequestListener =>
  ({ headers, url = "" }, response) => {
    const base = `http://${headers.host}`
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { "Content-Type": "application/hal+json" }).end(JSON.stringify(body))
    const pactUrl = (consumer: string) => `${base}/pacts/provider/${provider}/consumer/${consumer}/latest`
    const name = /consumer\/([^/]+)\/latest$/.exec(url)?.[1]

    if (url === "/") {
      return send(200, {
        _links: {
          "pb:pacticipants": { href: `${base}/pacticipants` },
          "pb:provider-pacts-for-verification": { href: `${base}/pacts/provider/{provider}/for-verification` }
        }
      })
    }
    if (url.endsWith("/for-verification")) {
      const embedded = Object.keys(pacts).map((consumer) => ({
        shortDescription: "latest",
        verificationProperties: { pending, notices: [] },
        _links: { self: { href: pactUrl(consumer), name: consumer } }
      }))
      return send(200, { _embedded: { pacts: embedded }, _links: { self: { href: `${base}${url}` } } })
    }
    const pact = name === undefined ? undefined : pacts[name]
    if (pact !== undefined) return send(200, { ...pact, _links: { self: { href: pactUrl(pact.consumer.name) } } })
    return send(404, {})
  }
