/** The mutants that the contract notices. */
import * as Os from "node:os"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Source, type VerifiedInteraction, verifyProvider } from "../../src/provider.js"
import { committedPact } from "../committedPact.js"
import { type EffectHandlers, type Ids, sandboxStates, sandboxStatesWith } from "../sandboxStates.js"
import type { Mutation } from "./Mutation.js"
import { mutatedProvider } from "./mutatedProvider.js"
import { type Target, targets } from "./Target.js"

/** The verdict of the contract on a mutation of a target. */
export interface Verdict {
  readonly mutation: string
  readonly target: string
  /** Nothing where it was not noticed. */
  readonly mismatch: string | null
}

const verifying = (
  states: EffectHandlers<never, Sandbox.Sandbox>,
  mutationOf: (target: Target) => Mutation | undefined = () => undefined
) =>
  Effect.gen(function* () {
    const server = yield* SandboxServer.SandboxServer
    const provider = yield* mutatedProvider(server.baseUrl, states, mutationOf)
    const source = Source.File({ path: committedPact })
    const { interactions } = yield* verifyProvider({ ...provider, source }).pipe(
      Effect.catchTag("VerificationFailed", Effect.succeed)
    )
    // A mutant that could not be made would be killed for nothing.
    return provider.defects.length > 0 ? yield* Effect.dieMessage(provider.defects.join("\n")) : interactions
  }).pipe(Effect.scoped)

const verdictOn = (
  interactions: ReadonlyArray<VerifiedInteraction>,
  mutation: string,
  { interactions: descriptions, name }: Target
): Verdict => {
  const own = interactions.filter(({ description }) => descriptions.includes(description))
  if (own.length !== descriptions.length) throw new Error(`${name} was not verified`)
  return { mutation, target: name, mismatch: own.flatMap(({ mismatches }) => mismatches)[0] ?? null }
}

interface Mutant {
  readonly mutation: Mutation
  readonly target: Target
}

// Interactions know nothing of each other: one verification tries one mutant of every target.
const rounds = (mutations: ReadonlyArray<Mutation>): ReadonlyArray<ReadonlyArray<Mutant>> => {
  const byTarget = targets.map((target) =>
    mutations.filter(({ appliesTo }) => appliesTo(target)).map((mutation) => ({ mutation, target }))
  )
  const longest = Math.max(...byTarget.map(({ length }) => length))
  return Arr.makeBy(longest, (round) => byTarget.flatMap((mutants) => mutants.slice(round, round + 1)))
}

const SandboxLive = Layer.provideMerge(SandboxServer.layer(), Sandbox.layerEmpty())

/** Tries every mutation on every target that it applies to. */
export const verdicts = (mutations: ReadonlyArray<Mutation>) =>
  Effect.forEach(
    rounds(mutations),
    (mutants) =>
      Effect.map(
        verifying(sandboxStates, (target) => mutants.find((mutant) => mutant.target === target)?.mutation),
        (interactions) => mutants.map(({ mutation, target }) => verdictOn(interactions, mutation.name, target))
      ),
    { concurrency: Os.availableParallelism() }
  ).pipe(Effect.map(Arr.flatten), Effect.provide(SandboxLive))

/** Tries a provider that makes ids of another kind on every target. */
export const verdictsOnIds = (name: string, ids: () => Ids) =>
  verifying(sandboxStatesWith(ids)).pipe(
    Effect.map((interactions) => targets.map((target) => verdictOn(interactions, name, target))),
    Effect.provide(SandboxLive)
  )
