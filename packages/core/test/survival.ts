/** What every failure must live through: being printed, being turned into JSON, and coming back. */

import { inspect, isDeepStrictEqual } from "node:util"
import * as Schema from "effect/Schema"
import { DeleteLinkError } from "../src/DeleteLinkError.js"

const encode = Schema.encodeSync(DeleteLinkError)
const decode = Schema.decodeUnknownSync(DeleteLinkError)

/** The failure after its way through JSON. */
export const throughJson = (error: DeleteLinkError): DeleteLinkError =>
  decode(JSON.parse(JSON.stringify(encode(error))))

/** All that a failure says, as plain fields. */
export const fieldsOf = (error: DeleteLinkError): Readonly<Record<string, unknown>> => ({
  ...error,
  message: error.message
})

/** What does not live through it, or `undefined` when all does. A value that is no failure of `deleteLink` throws. */
export const brokenBy = (error: DeleteLinkError): string | undefined => {
  const back = throughJson(error)
  if (!inspect(error).includes(`${error._tag}: `)) return "util.inspect"
  if (JSON.parse(JSON.stringify(error))._tag !== error._tag) return "JSON.stringify"
  if (Object.getPrototypeOf(back) !== Object.getPrototypeOf(error)) return "its class"
  return isDeepStrictEqual(fieldsOf(back), fieldsOf(error)) ? undefined : "its fields"
}
