import type { Redact } from "./redaction.js"

/** No documented reply nests deeper than 3 levels. A thousand would overflow the stack of whoever encodes the error. */
const maxDepth = 64

const nestsDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((nested) => nestsDeeperThan(nested, levels - 1)))

/**
 * A JSON text without the key, or `undefined` when it is not JSON that can be handed on. JSON can spell the key with
 * escapes, so a text that has any is normalised before the key is looked for.
 */
export const parse = (text: string, redact: Redact): { readonly value: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(redact(text))
    if (nestsDeeperThan(value, maxDepth)) return undefined
    return { value: text.includes("\\") ? JSON.parse(redact(JSON.stringify(value))) : value }
  } catch {
    return undefined
  }
}
