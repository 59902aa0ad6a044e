import { Answer, Reply } from "../../Exchange.js"
import type { Envelope, Fault, When } from "../../Fault.js"
import type { Hint } from "../../Quota.js"

/** The context of a reply: the time, and how a 429 says when to retry. */
export interface ReplyContext {
  readonly now: number
  readonly hint: Hint
}

const seconds = (millis: number): number => Math.ceil(millis / 1000)

type RetryAfterParts = Pick<Extract<Reply, { readonly _tag: "Answered" }>, "data" | "headers">

const retryAfterParts: { readonly [H in Hint]: (wait: number, now: number) => RetryAfterParts } = {
  none: () => ({ headers: {} }),
  "retry-after": (wait) => ({ headers: { "retry-after": String(seconds(wait)) } }),
  "retry-after-ms": (wait) => ({ headers: { "retry-after-ms": String(Math.ceil(wait)) } }),
  "ratelimit-reset": (wait) => ({ headers: { "ratelimit-reset": String(seconds(wait)) } }),
  "x-ratelimit-reset": (wait, now) => ({ headers: { "x-ratelimit-reset": String(seconds(now + wait)) } }),
  data: (wait) => ({ headers: {}, data: { retryAfter: seconds(wait) } })
}

const answered = (answer: Answer, { hint, now }: ReplyContext, envelope: Envelope = "OpenApi"): Reply => {
  if (answer._tag !== "Refused") return Reply.Answered({ answer, envelope: "OpenApi", headers: {} })
  const { fault, retryAfter } = answer
  if (fault !== undefined) {
    return Reply.Answered({ answer, envelope: fault.envelope, headers: fault.headers, data: fault.data })
  }
  const parts = retryAfter === undefined ? { headers: {} } : retryAfterParts[hint](retryAfter, now)
  return Reply.Answered({ answer, envelope, ...parts })
}

/**
 * Makes the reply to a request that meets a fault, or none. `act` carries out the request; it is called at most once, and not at
 * all where the fault prevents that.
 */
export const applyFault = (fault: Fault | undefined, act: () => Answer, context: ReplyContext): Reply => {
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
      return Reply.Undefined({
        status: fault.status,
        code: fault.code,
        message: fault.message,
        envelope: fault.envelope,
        headers: fault.headers,
        data: fault.data
      })
    case "GatewayHtml":
      actIf(fault.when)
      return Reply.Html({ status: fault.status })
    case "Redirect":
      return Reply.Redirected({ status: fault.status, location: fault.location })
    case "LostReply":
      act()
      return Reply.Broken()
    case "NoReply":
      actIf(fault.when)
      return Reply.Silent()
    case "Reset":
      return Reply.Broken()
    case "OversizedBody":
      return Reply.Oversized({ answer: act(), bytes: fault.bytes })
    case "EndlessBody":
      return Reply.Endless({ answer: act() })
    case "CutJson":
      return Reply.Cut({ answer: act() })
  }
}

/** Tells from a reply if a fault had an effect on it. */
export const hadEffect = (fault: Fault, reply: Reply): boolean => {
  const rejection = reply._tag === "Answered" && Answer.$is("Refused")(reply.answer) ? reply.answer : undefined
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
