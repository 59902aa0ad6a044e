import { Answer, Reply } from "../../Exchange.js"
import type { Envelope, Fault, When } from "../../Fault.js"
import type { Hint } from "../../Quota.js"

/** What the sender of a reply has to know beside the answer. */
export interface Setting {
  readonly now: number
  readonly hint: Hint
}

const seconds = (millis: number): number => Math.ceil(millis / 1000)

type HintParts = Pick<Extract<Reply, { readonly _tag: "Answered" }>, "data" | "headers">

const hints: { readonly [H in Hint]: (wait: number, now: number) => HintParts } = {
  none: () => ({ headers: {} }),
  "retry-after": (wait) => ({ headers: { "retry-after": String(seconds(wait)) } }),
  "retry-after-ms": (wait) => ({ headers: { "retry-after-ms": String(Math.ceil(wait)) } }),
  "ratelimit-reset": (wait) => ({ headers: { "ratelimit-reset": String(seconds(wait)) } }),
  "x-ratelimit-reset": (wait, now) => ({ headers: { "x-ratelimit-reset": String(seconds(now + wait)) } }),
  data: (wait) => ({ headers: {}, data: { retryAfter: seconds(wait) } })
}

const answered = (answer: Answer, { hint, now }: Setting, envelope: Envelope = "OpenApi"): Reply => {
  if (answer._tag !== "Refused") return Reply.Answered({ answer, envelope: "OpenApi", headers: {} })
  const { fault, retryAfter } = answer
  if (fault !== undefined) {
    return Reply.Answered({ answer, envelope: fault.envelope, headers: fault.headers, data: fault.data })
  }
  const hinted = retryAfter === undefined ? { headers: {} } : hints[hint](retryAfter, now)
  return Reply.Answered({ answer, envelope, ...hinted })
}

/**
 * What becomes of a request that meets a fault, or none. `act` carries the request out, and is called where the fault
 * lets it come to that: at most once.
 */
export const reply = (fault: Fault | undefined, act: () => Answer, setting: Setting): Reply => {
  const actIf = (when: When): void => {
    if (when === "AfterActing") act()
  }
  switch (fault?._tag) {
    case undefined:
    case "ServiceUnavailable":
    case "RateLimited":
    case "LinkDeleteFailed":
    case "Slow":
      return answered(act(), setting)
    case "ProseEnvelope":
      return answered(act(), setting, "Prose")
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

/** Whether a fault has come to bear on a request, seen from the reply to it. */
export const cameToBear = (fault: Fault, reply: Reply): boolean => {
  const refusal = reply._tag === "Answered" && Answer.$is("Refused")(reply.answer) ? reply.answer : undefined
  switch (fault._tag) {
    case "ServiceUnavailable":
    case "RateLimited":
    case "LinkDeleteFailed":
      return refusal?.fault === fault
    case "ProseEnvelope":
      return refusal !== undefined
    default:
      return true
  }
}
