/** The fields of each failure once more, by hand, so that a failure of another shape is found whatever made it. */
import * as Catalogue from "../src/Catalogue.js"
import { transportReasons, unexpectedReasons } from "../src/Failure.js"
import { ref } from "./fixtures.js"

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === "string"

const isStatus: Check = (value) => Number.isInteger(value)

const isOneOf =
  (values: ReadonlyArray<string>): Check =>
  (value) =>
    typeof value === "string" && values.includes(value)

const anything: Check = () => true

const call: Readonly<Record<string, Check>> = {
  _tag: isText,
  workspaceId: (value) => value === ref.workspaceId,
  linkId: (value) => value === ref.linkId,
  attempts: (value) => value === 1,
  outcome: isOneOf(["NotDeleted", "Unknown"]),
  message: isText
}

const response: Readonly<Record<string, Check>> = { ...call, status: isStatus }

const whole: Check = (value) => Number.isInteger(value) && Number(value) >= 1

const optional: Readonly<Record<string, Check>> = { requestId: isText, retryAfter: whole }

interface Shape {
  readonly required: Readonly<Record<string, Check>>
  readonly optional: Readonly<Record<string, Check>>
}

const shapeOf = (tag: unknown): Shape | undefined => {
  if (tag === "TransportError") return { required: { ...call, reason: isOneOf(transportReasons) }, optional: {} }
  if (tag === "UnexpectedResponse") {
    return {
      required: { ...response, reason: isOneOf(unexpectedReasons), body: isText },
      optional: { ...optional, contentType: isText, location: isText }
    }
  }
  const known = tag === "UndocumentedError" || (typeof tag === "string" && Catalogue.isTag(tag))
  return known ? { required: { ...response, code: isText }, optional: { ...optional, data: anything } } : undefined
}

/** The fields in which a value is no failure of a deletion of `ref`; none if all is well. */
export const wrongFields = (failure: Readonly<Record<string, unknown>>): ReadonlyArray<string> => {
  const shape = shapeOf(failure["_tag"])
  if (shape === undefined) return ["_tag"]
  const checks = { ...shape.required, ...shape.optional }
  const missing = Object.keys(shape.required).filter((name) => !(name in failure))
  const wrong = Object.entries(failure).filter(([name, value]) => value === undefined || checks[name]?.(value) !== true)
  return [...missing, ...wrong.map(([name]) => name)]
}
