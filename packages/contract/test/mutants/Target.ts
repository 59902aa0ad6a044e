/** The targets of mutants: each outcome of the contract, with the interactions that are to notice. */
import { DefinedErrorEnvelope, DeletionEnvelope, UndefinedErrorEnvelope } from "@effect-userplane/core/UserplaneApi"
import * as Arr from "effect/Array"
import { ExpectedResponse, type Interaction, interactions } from "../../src/index.js"

export interface Target {
  readonly name: string
  readonly response: ExpectedResponse
  readonly state: Interaction["state"]
  /** By their descriptions. */
  readonly interactions: ReadonlyArray<string>
}

const nameOf = ExpectedResponse.$match({
  Deletion: () => "deletion",
  Documented: ({ entry }) => entry.code,
  Undeclared: ({ status }) => `undeclared ${status}`
})

/** Interactions that differ in what they look at only are one target: a mutant is killed by any of them. */
export const targets: ReadonlyArray<Target> = Object.values(
  Arr.groupBy(interactions, ({ response }) => nameOf(response))
).map((same) => ({
  name: nameOf(same[0].response),
  response: same[0].response,
  state: same[0].state,
  interactions: same.map(({ description }) => description)
}))

const optional = "data"

/** The paths of the fields that an envelope requires, from the schema. */
export const fieldsOf: (target: Pick<Target, "response">) => ReadonlyArray<ReadonlyArray<string>> = ({ response }) =>
  ExpectedResponse.$match(response, {
    Deletion: () => [
      ...Object.keys(DeletionEnvelope.fields).map((name) => [name]),
      ...Object.keys(DeletionEnvelope.fields.data.fields).map((name) => ["data", name])
    ],
    Documented: ({ entry }) => Object.keys(DefinedErrorEnvelope(entry).fields).flatMap(required),
    Undeclared: ({ status }) => Object.keys(UndefinedErrorEnvelope(status).fields).flatMap(required)
  })

const required = (name: string) => (name === optional ? [] : [[name]])
