import type { Redact } from "./redaction.js"

/** No documented reply nests deeper than 3 levels. A thousand would overflow the stack of whoever encodes the error. */
const maxDepth = 64

const nestsDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((nested) => nestsDeeperThan(nested, levels - 1)))

/** A JSON text and what it says. */
export interface Parsed {
  readonly text: string
  readonly value: unknown
}

const parsed = (text: string): Parsed | undefined => {
  try {
    return { text, value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** What a JSON text says, or `undefined` when it is not JSON that can be handed on. */
export const parse = (text: string): Parsed | undefined => {
  const said = parsed(text)
  if (said === undefined) return undefined
  // Each level takes two characters, so the usual short envelope need not be searched.
  return text.length > 2 * maxDepth && nestsDeeperThan(said.value, maxDepth) ? undefined : said
}

/**
 * The same value without the key. It is normalised before the key is looked for: JSON can spell the key with escapes. It
 * can also spell numbers that JSON cannot say back, like `1e999`.
 */
export const withoutKey = (said: Parsed, redact: Redact): Parsed | undefined => {
  const text = redact(JSON.stringify(said.value))
  return text === said.text ? said : parsed(text)
}
