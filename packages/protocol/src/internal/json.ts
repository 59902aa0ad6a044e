import type { JsonObject } from "../Operation.js"
import type { Redact } from "../Redaction.js"

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** No documented response nests deeper than 4 levels. A thousand would overflow the stack of whoever encodes the error. */
const maxDepth = 64

const nestsDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((nested) => nestsDeeperThan(nested, levels - 1)))

/** The value of a JSON text, in an object because `null` is one; `undefined` when it is not JSON that can be handed on. */
export const parse = (text: string): { readonly value: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    // Each level takes two characters, so the usual short envelope need not be searched.
    return text.length > 2 * maxDepth && nestsDeeperThan(value, maxDepth) ? undefined : { value }
  } catch {
    return undefined
  }
}

/**
 * The same value without the key in any of its texts and names. Numbers that JSON cannot write back, like `1e999`, become
 * what JSON makes of them.
 */
export const withoutKey = <Value>(value: Value, redact: Redact): Value =>
  JSON.parse(JSON.stringify(value), (_, nested: unknown) => {
    if (typeof nested === "string") return redact(nested)
    if (typeof nested !== "object" || nested === null || Array.isArray(nested)) return nested
    return Object.fromEntries(Object.entries(nested).map(([name, field]) => [redact(name), field]))
  })
