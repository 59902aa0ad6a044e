import type { Client } from "../client.js"

/**
 * The clients by their names on the command line. Each is loaded only in the process that runs it, from a module of its own per
 * transport: where undici is loaded, Node's `fetch` uses that undici instead of the one built in.
 */
export const clients: { readonly [name: string]: () => Promise<Client> } = {
  undici: async () => (await import("./undiciRequest.js")).client,
  fetch: async () => (await import("./fetch.js")).client,
  "openapi-fetch": async () => (await import("./openapiFetch.js")).client,
  ky: async () => (await import("./ky.js")).client,
  orpc: async () => (await import("./orpc.js")).client,
  "http-client-fetch": async () => (await import("./httpClientFetch.js")).client,
  "http-client-undici": async () => (await import("./httpClientUndici.js")).client,
  "http-api-client": async () => (await import("./httpApiClient.js")).client,
  "delete-link-http-client": async () => (await import("./deleteLinkHttpClient.js")).client,
  "delete-link-fetch": async () => (await import("./deleteLinkFetch.js")).client,
  "delete-link-undici": async () => (await import("./deleteLinkUndici.js")).client
}
