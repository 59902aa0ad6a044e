import * as Redaction from "@effect-userplane/protocol/Redaction"
import * as Redacted from "effect/Redacted"
import { memoize } from "../memoize.js"

/** Takes a key out of a text, made once a key. */
export const redactKey = memoize((key: Redacted.Redacted) => Redaction.make(Redacted.value(key)))
