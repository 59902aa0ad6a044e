import * as Redacted from "effect/Redacted"

/** A secret, redacted or as it is. */
export type Secret = Redacted.Redacted | string

export const reveal = (secret: Secret): string => (typeof secret === "string" ? secret : Redacted.value(secret))

/** A text without the credentials of the URLs in it. */
export const withoutCredentials = (text: string): string => text.replace(/\/\/[^/\s@]*@/g, "//")

/** A text without these secrets. */
export const redact = (secrets: Iterable<string>, text: string): string =>
  [...secrets].filter((secret) => secret !== "").reduce((rest, secret) => rest.replaceAll(secret, "<redacted>"), text)
