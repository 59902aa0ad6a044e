import type { Contestant } from "../contestant.js"

/** The race by the names used on the command line. Each is loaded only in the process that runs it. */
export const contestants: { readonly [name: string]: () => Promise<Contestant> } = {
  undici: async () => (await import("./undiciRequest.js")).contestant,
  fetch: async () => (await import("./fetch.js")).contestant,
  "openapi-fetch": async () => (await import("./openapiFetch.js")).contestant,
  ky: async () => (await import("./ky.js")).contestant,
  orpc: async () => (await import("./orpc.js")).contestant,
  "http-client-fetch": async () => (await import("./httpClient.js")).overFetch,
  "http-client-undici": async () => (await import("./httpClient.js")).overUndici,
  "http-api-client": async () => (await import("./httpApiClient.js")).contestant,
  "delete-link-http-client": async () => (await import("./deleteLink.js")).overHttpClient,
  "delete-link-fetch": async () => (await import("./deleteLink.js")).overFetch,
  "delete-link-undici": async () => (await import("./deleteLink.js")).overUndici
}
