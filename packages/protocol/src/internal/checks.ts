import { isObject } from "./json.js"

/** Tells whether a value is of a type. */
export type Check<A> = (value: unknown) => value is A

type Checks<A> = { readonly [Name in keyof A]-?: Check<A[Name]> }

/** An object with these fields, and any others. */
export const hasFields =
  <A extends object>(checks: Checks<A>): Check<A> =>
  (value): value is A => {
    if (!isObject(value)) return false
    for (const name in checks) {
      if (!checks[name](value[name])) return false
    }
    return true
  }

export const oneOf =
  <const A>(...values: ReadonlyArray<A>): Check<A> =>
  (value): value is A =>
    values.some((one) => one === value)

export const maybe =
  <A>(check: Check<A>): Check<A | undefined> =>
  (value): value is A | undefined =>
    value === undefined || check(value)

export const arrayOf =
  <A>(check: Check<A>): Check<ReadonlyArray<A>> =>
  (value): value is ReadonlyArray<A> =>
    Array.isArray(value) && value.every(check)
