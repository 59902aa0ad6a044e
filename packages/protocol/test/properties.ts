import * as FastCheck from "fast-check"

/** Checks a property with values that are the same in every run. */
export const holds = <Values>(
  property: FastCheck.IProperty<Values>,
  { numRuns = 1_000, seed = 1 }: { readonly numRuns?: number; readonly seed?: number } = {}
): void => FastCheck.assert(property, { numRuns, seed })
