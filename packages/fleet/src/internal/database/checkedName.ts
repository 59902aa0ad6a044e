import * as Cause from "effect/Cause"

/** A name that is kept in the database, which is no API key. */
export const checkedName = (what: string, name: string): string => {
  if (name === "") throw new Cause.IllegalArgumentException(`${what} must not be empty`)
  // The message does not repeat it.
  if (/^uspl_/i.test(name)) {
    throw new Cause.IllegalArgumentException(`${what} is an API key; give it another name`)
  }
  return name
}
