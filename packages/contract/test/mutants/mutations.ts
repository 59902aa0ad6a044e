/** Every mutation, by what the contract has to do about it. */
import { deletionMutations } from "./deletionMutations.js"
import { envelopeMutations } from "./envelopeMutations.js"
import { fieldMutations } from "./fieldMutations.js"
import { harmlessMutations } from "./harmlessMutations.js"
import type { Mutation } from "./Mutation.js"
import { swapMutations } from "./swapMutations.js"

/** Those that the contract has to notice. */
export const breaking: ReadonlyArray<Mutation> = [
  ...fieldMutations,
  ...swapMutations,
  ...envelopeMutations,
  ...deletionMutations
]

/** Those that it may not notice. */
export const harmless: ReadonlyArray<Mutation> = harmlessMutations
