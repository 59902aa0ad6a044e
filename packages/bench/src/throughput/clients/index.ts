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
  "http-client-3-fetch": async () => (await import("./effect3/httpClientFetch.js")).client,
  "http-client-3-undici": async () => (await import("./effect3/httpClientUndici.js")).client,
  "http-client-4-fetch": async () => (await import("./effect4/httpClientFetch.js")).client,
  "http-api-client-3-fetch": async () => (await import("./effect3/httpApiClient.js")).client,
  "core-http-client": async () => (await import("./effect3/deleteLinkHttpClient.js")).client,
  "core-fetch": async () => (await import("./effect3/deleteLinkFetch.js")).client,
  "core-undici": async () => (await import("./effect3/deleteLinkUndici.js")).client,
  "core4-http-client": async () => (await import("./effect4/deleteLinkHttpClient.js")).client,
  "core4-fetch": async () => (await import("./effect4/deleteLinkFetch.js")).client,
  "core4-undici": async () => (await import("./effect4/deleteLinkUndici.js")).client
}

/** Is true for the clients of this project. */
export const isOwn = (id: string): boolean => /^core4?-/.test(id)
