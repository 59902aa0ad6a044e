import type { Redact } from "./redaction.js"

/** No documented reply nests deeper than 3 levels. A thousand would overflow the stack of whoever encodes the error. */
const maxDepth = 64

const nestsDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((nested) => nestsDeeperThan(nested, levels - 1)))

/**
 * A JSON text without the key, or `undefined` when it is not JSON that can be handed on. It is normalised before the key
 * is looked for: JSON can spell the key with escapes. It can also spell numbers that JSON cannot say back, like `1e999`.
 */
export const parse = (text: string, redact: Redact): { readonly value: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return nestsDeeperThan(value, maxDepth) ? undefined : { value: JSON.parse(redact(JSON.stringify(value))) }
  } catch {
    return undefined
  }
}
