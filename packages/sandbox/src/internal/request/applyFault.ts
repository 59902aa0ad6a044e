import { Answer, Response } from "../../Exchange.js"
import type { Envelope, Fault, When } from "../../Fault.js"
import type { RetryAfter } from "../../Quota.js"

/** The context of a response: the time, and how a 429 says when to retry. */
export interface ResponseContext {
  readonly now: number
  readonly form: RetryAfter
}

const seconds = (millis: number): number => Math.ceil(millis / 1000)

type RetryAfterParts = Pick<Extract<Response, { readonly _tag: "Answered" }>, "data" | "headers">

const retryAfterParts: { readonly [Form in RetryAfter]: (wait: number, now: number) => RetryAfterParts } = {
  none: () => ({ headers: {} }),
  "retry-after": (wait) => ({ headers: { "retry-after": String(seconds(wait)) } }),
  "retry-after-ms": (wait) => ({ headers: { "retry-after-ms": String(Math.ceil(wait)) } }),
  "ratelimit-reset": (wait) => ({ headers: { "ratelimit-reset": String(seconds(wait)) } }),
  "x-ratelimit-reset": (wait, now) => ({ headers: { "x-ratelimit-reset": String(seconds(now + wait)) } }),
  data: (wait) => ({ headers: {}, data: { retryAfter: seconds(wait) } })
}

const answered = (answer: Answer, { form, now }: ResponseContext, envelope: Envelope = "OpenApi"): Response => {
  if (answer._tag !== "Rejected") return Response.Answered({ answer, envelope: "OpenApi", headers: {} })
  const { fault, retryAfter } = answer
  if (fault !== undefined) {
    return Response.Answered({ answer, envelope: fault.envelope, headers: fault.headers, data: fault.data })
  }
  const parts = retryAfter === undefined ? { headers: {} } : retryAfterParts[form](retryAfter, now)
  return Response.Answered({ answer, envelope, ...parts })
}

/**
 * Makes the response to a request, with the fault that it meets, if any. `act` carries out the request; it is called at most once, and not at
 * all where the fault prevents that.
 */
export const applyFault = (fault: Fault | undefined, act: () => Answer, context: ResponseContext): Response => {
  const actIf = (when: When): void => {
    if (when === "AfterActing") act()
  }
  switch (fault?._tag) {
    case undefined:
    case "ServiceUnavailable":
    case "RateLimited":
    case "LinkDeleteFailed":
    case "DocumentedFailure":
    case "Slow":
      return answered(act(), context)
    case "ProseEnvelope":
      return answered(act(), context, "Prose")
    case "UndefinedError":
      actIf(fault.when)
      return Response.Undefined({
        status: fault.status,
        code: fault.code,
        message: fault.message,
        envelope: fault.envelope,
        headers: fault.headers,
        data: fault.data
      })
    case "GatewayHtml":
      actIf(fault.when)
      return Response.Html({ status: fault.status })
    case "Redirect":
      return Response.Redirected({ status: fault.status, location: fault.location })
    case "LostReply":
      act()
      return Response.Broken()
    case "NoReply":
      actIf(fault.when)
      return Response.Silent()
    case "Reset":
      return Response.Broken()
    case "OversizedBody":
      return Response.Oversized({ answer: act(), bytes: fault.bytes })
    case "EndlessBody":
      return Response.Endless({ answer: act() })
    case "CutJson":
      return Response.Cut({ answer: act() })
  }
}

/** Tells from a response if a fault had an effect on it. */
export const hadEffect = (fault: Fault, response: Response): boolean => {
  const rejection =
    response._tag === "Answered" && Answer.$is("Rejected")(response.answer) ? response.answer : undefined
  switch (fault._tag) {
    case "ServiceUnavailable":
    case "RateLimited":
    case "LinkDeleteFailed":
    case "DocumentedFailure":
      return rejection?.fault === fault
    case "ProseEnvelope":
      return rejection !== undefined
    default:
      return true
  }
}
