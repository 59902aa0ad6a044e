/** Redirects, which no client follows: the key would go along. */
import * as Loopback from "./Loopback.js"

export const redirectStatuses: ReadonlyArray<number> = [301, 302, 303, 307, 308]

/** Locations that are no address to go to. */
export const deadLocations: ReadonlyArray<string> = ["http://[", "//", "javascript:0", "https://user@x\u00e9/"]

export const redirectTo = (status: number, location: string): Loopback.Script =>
  Loopback.respondWith({ status, headers: { location } })

/** The fields of the failure that a redirect is. */
export const redirected = (status: number, location: string) => ({
  _tag: "UnexpectedResponse",
  reason: "Redirect",
  status,
  location,
  outcome: "NotDeleted",
  attempts: 1
})
