import * as Inspectable from "effect/Inspectable"

const separate = (error: Error): ReadonlyArray<unknown> => {
  // A connection that was tried at several addresses.
  if (error instanceof AggregateError) return error.errors
  return error.cause === undefined ? [] : [error.cause]
}

/**
 * The message of an error with those of what caused it: "fetch failed" says nothing by itself, and the error of a host with
 * several addresses has no message at all.
 */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return Inspectable.toStringUnknown(error, 0)
  const causes = separate(error).map(reasonOf).join(", ")
  if (causes === "" || error.message.includes(causes)) return error.message || error.name
  return error.message === "" ? causes : `${error.message}: ${causes}`
}
