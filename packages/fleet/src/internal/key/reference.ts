import * as Cause from "effect/Cause"

/** A scheme, and what it leads to. */
const form = /^([a-z][a-z0-9+.-]*):(.+)$/s

/** The parts of a reference; `undefined` where it is none. */
export const parse = (reference: string): { readonly scheme: string; readonly place: string } | undefined => {
  const [, scheme, place] = form.exec(reference) ?? []
  return scheme === undefined || place === undefined ? undefined : { scheme, place }
}

/** A reference that may be kept in the database. The message of the defect does not repeat what is none. */
export const checked = (reference: string): string => {
  if (/uspl_/i.test(reference)) {
    throw new Cause.IllegalArgumentException("Fleet: a reference must not hold an API key: say where the key is")
  }
  if (parse(reference) === undefined) {
    throw new Cause.IllegalArgumentException(
      "Fleet: a reference must say where the key is, such as env:NAME or file:/path"
    )
  }
  return reference
}
