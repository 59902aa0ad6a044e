import type { Contestant } from "../client.js"

/**
 * The race by the names used on the command line. Each is loaded only in the process that runs it, and in a module of its
 * own by its carrier: where undici is loaded, Node's `fetch` goes over that undici instead of over the one built in.
 */
export const contestants: { readonly [name: string]: () => Promise<Contestant> } = {
  undici: async () => (await import("./undiciRequest.js")).contestant,
  fetch: async () => (await import("./fetch.js")).contestant,
  "openapi-fetch": async () => (await import("./openapiFetch.js")).contestant,
  ky: async () => (await import("./ky.js")).contestant,
  orpc: async () => (await import("./orpc.js")).contestant,
  "http-client-fetch": async () => (await import("./httpClientFetch.js")).contestant,
  "http-client-undici": async () => (await import("./httpClientUndici.js")).contestant,
  "http-api-client": async () => (await import("./httpApiClient.js")).contestant,
  "delete-link-http-client": async () => (await import("./deleteLinkHttpClient.js")).contestant,
  "delete-link-fetch": async () => (await import("./deleteLinkFetch.js")).contestant,
  "delete-link-undici": async () => (await import("./deleteLinkUndici.js")).contestant
}
