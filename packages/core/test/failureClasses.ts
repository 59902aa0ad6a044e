/** The failures that one request of any client can meet, over the scripted transport. */
import * as Shared from "@effect-userplane/testing/FailureClasses"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import { sharedAnswer } from "./scriptedTransport.js"

export const failureClasses = Shared.failureClasses(ErrorCatalogue.entries).map(({ answer, ...expected }) => ({
  ...expected,
  answer: sharedAnswer(answer)
}))
