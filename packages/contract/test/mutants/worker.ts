/** Tries its share of the mutants, and sends the verdicts to the process that has started it. */
import * as Effect from "effect/Effect"
import { verdicts, verdictsOnIds } from "./mutationCheck.js"
import { breaking, harmless } from "./mutations.js"
import { otherIds } from "./otherIds.js"

const [share = 0, shares = 1] = process.argv.slice(2).map(Number)

const own = <A>(all: ReadonlyArray<A>): ReadonlyArray<A> => all.filter((_, index) => index % shares === share)

const program = Effect.gen(function* () {
  const broken = yield* verdicts(own(breaking))
  const unbroken = yield* verdicts(own(harmless))
  const onIds = yield* Effect.forEach(own(Object.entries(otherIds)), ([name, ids]) => verdictsOnIds(name, ids))
  return { breaking: broken, harmless: [...unbroken, ...onIds.flat()] }
})

void Effect.runPromise(program).then((verdicts) => process.send?.(verdicts))
