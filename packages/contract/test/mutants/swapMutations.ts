/** One documented status, code or outcome in the place of another. */
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import { errorStatuses } from "@effect-userplane/core/UserplaneApi"
import { withJson } from "./Message.js"
import { deletionOf, isDocumented, isError, type Mutation, ofField, ofResponse } from "./Mutation.js"
import type { Target } from "./Target.js"

const isOther =
  (status: number) =>
  ({ response }: Target): boolean =>
    response.status !== status

const isOtherThan =
  (code: string) =>
  ({ name }: Target): boolean =>
    name !== code

const statuses: ReadonlyArray<Mutation> = [200, ...errorStatuses].flatMap((status) => [
  ofResponse(`the HTTP status is ${status}`, (message) => ({ ...message, status }), isOther(status)),
  ofField(
    `status is ${status}`,
    ["status"],
    () => status,
    (target) => isError(target) && isOther(status)(target)
  )
])

const codes: ReadonlyArray<Mutation> = [
  ...ErrorCatalogue.entries.map(({ code }) =>
    ofField(
      `code is ${code}`,
      ["code"],
      () => code,
      (target) => isDocumented(target) && isOtherThan(code)(target)
    )
  ),
  ofField("code is in small letters", ["code"], (code) => String(code).toLowerCase(), isDocumented),
  ofField("code is empty", ["code"], () => "", isError),
  ofField("defined is the opposite", ["defined"], (defined) => defined !== true, isError)
]

const outcomes: ReadonlyArray<Mutation> = [
  ...ErrorCatalogue.entries.map(({ code, message: text, status }) =>
    ofResponse(
      `the response is ${code}`,
      (message) => withJson({ ...message, status }, { defined: true, code, status, message: text }),
      isOtherThan(code)
    )
  ),
  ofResponse(
    "the response is the confirmation of a deletion",
    (message, { subject }) => withJson({ ...message, status: 200 }, deletionOf(subject)),
    isError
  )
]

export const swapMutations: ReadonlyArray<Mutation> = [...statuses, ...codes, ...outcomes]
