import * as Redacted from "effect/Redacted"
import { oncePer } from "./oncePer.js"

/** Shows in place of the key where a server sends it back. */
const placeholder = "<redacted>"

/** A key shorter than this is no secret, and would blot out ordinary text. */
const shortestSecret = 8

/** Takes the key out of a text. Servers, proxies and debugging pages are known to send a request's headers back. */
export type Redact = (text: string) => string

/**
 * A pattern for the ways in which a character of a key is sent back: as it is, or as JSON, a URL or HTML may spell it.
 * The repetitions are bounded, so that no text takes long to search.
 */
const spellings = (character: string): string => {
  const code = character.charCodeAt(0)
  const hex = code.toString(16)
  const unicode = `u${hex.padStart(4, "0")}`
  return `(?:\\\\{0,4}\\${unicode}|\\\\{1,4}${unicode}|%(?:25){0,2}${hex}|&#x0{0,4}${hex};|&#0{0,4}${code};)`
}

const patternOf = (secret: string): RegExp => new RegExp(secret.replace(/./gs, spellings), "gi")

/** What takes a key out of a text, made once a key. */
export const redactKey = oncePer((key: Redacted.Redacted): Redact => {
  const secret = Redacted.value(key)
  if (secret.length < shortestSecret) return (text) => text
  let shown: RegExp | undefined
  return (text) => {
    // No spelling of the key is shorter than the key, so the usual short message need not be searched.
    if (text.length < secret.length) return text
    shown ??= patternOf(secret)
    return text.replace(shown, placeholder)
  }
})
