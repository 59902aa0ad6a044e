/** The methods that `@effect/vitest` gives to `it`, where files share a process. */
import { afterAll } from "vitest"

/** The methods that `layer` puts others in place of. */
interface Methods {
  readonly effect: unknown
  readonly scoped: unknown
}

/**
 * Gives `it` its methods back after the tests of this file. `layer` of `@effect/vitest` changes them for the whole process, so that
 * the tests of later files would run with the services of that layer, and without a test clock where it has none.
 */
export const restoreAfterAll = (it: Methods): void => {
  const { effect, scoped } = it
  afterAll(() => {
    Object.assign(it, { effect, scoped })
  })
}
