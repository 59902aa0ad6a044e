import * as Inspectable from "effect/Inspectable"

const maxCauses = 5

/**
 * An error in words: its name, its message, the place it was thrown at, and its causes. Not its other properties: those of
 * an HTTP client hold the headers of the request.
 */
export const errorText = (error: unknown, causes = maxCauses): string => {
  if (!(error instanceof Error)) return Inspectable.toStringUnknown(error)
  const place = /^\s+at .*$/m.exec(error.stack ?? "")?.[0].trim()
  return [
    [error.name, error.message].filter((part) => part !== "").join(": "),
    ...(place === undefined ? [] : [`  ${place}`]),
    ...(error.cause === undefined || causes === 0 ? [] : [`  caused by ${errorText(error.cause, causes - 1)}`])
  ].join("\n")
}
