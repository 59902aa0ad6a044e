import { secrecy } from "@effect-userplane/testing/Secrecy"
import * as Redacted from "effect/Redacted"
import { canaryKey } from "./fixtures.js"
import { secrecyClient } from "./secrecyClient.js"

secrecy(secrecyClient, Redacted.value(canaryKey))
