import * as Redacted from "effect/Redacted"

/** Shows in place of the key where a server sends it back. */
const placeholder = "<redacted>"

/** A key shorter than this is no secret, and would blot out ordinary text. */
const shortestSecret = 8

/** Takes the key out of a text. Servers, proxies and debugging pages are known to send a request's headers back. */
export type Redact = (text: string) => string

export const redactKey = (key: Redacted.Redacted): Redact => {
  const secret = Redacted.value(key)
  return secret.length < shortestSecret ? (text) => text : (text) => text.replaceAll(secret, placeholder)
}
