/** The mutations of each field that the schema requires. */
import * as Arr from "effect/Array"
import { type Path, type Replace, replacing } from "./Message.js"
import { type Mutation, ofBody } from "./Mutation.js"
import { fieldsOf, type Target, targets } from "./Target.js"

const replacements: Readonly<Record<string, Replace>> = {
  "is renamed": (value, name) => [[`${name}Text`, value]],
  "is missing": () => [],
  "is null": (_, name) => [[name, null]],
  "is nested": (value, name) => [[name, { value }]],
  "is in an array": (value, name) => [[name, [value]]],
  "is of another type": (value, name) => [[name, typeof value === "string" ? 1 : String(value)]]
}

const same = (one: Path, other: Path): boolean => one.join() === other.join()

const hasField =
  (path: Path) =>
  (target: Target): boolean =>
    Arr.containsWith(same)(fieldsOf(target), path)

export const fieldMutations: ReadonlyArray<Mutation> = Arr.dedupeWith(targets.flatMap(fieldsOf), same).flatMap((path) =>
  Object.entries(replacements).map(([what, replace]) =>
    ofBody(`${path.join(".")} ${what}`, (body) => replacing(body, path, replace), hasField(path))
  )
)
