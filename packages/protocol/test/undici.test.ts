import { Dispatcher } from "undici"
import { describe, expect, it } from "vitest"
import { deleteLink } from "../src/Links.js"
import * as Request from "../src/Request.js"
import { fail } from "../src/Result.js"
import type { TransportResult } from "../src/Transport.js"
import { fromDispatcher } from "../src/undici.js"
import { apiKey } from "./fixtures.js"

const request = Request.make(deleteLink, "https://api.example/api/v1/public/workspace/ws/links/lnk", apiKey)

interface Dispatched {
  readonly options: Dispatcher.DispatchOptions
  readonly handler: Dispatcher.DispatchHandler
}

/** A dispatcher that sends nothing, and keeps the requests for the test. */
class Keeping extends Dispatcher {
  readonly dispatched: Array<Dispatched> = []

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.dispatched.push({ options, handler })
    return true
  }
}

/** A request that was started over such a dispatcher, and the connection that the test plays. */
const started = () => {
  const dispatcher = new Keeping()
  const results: Array<TransportResult> = []
  const cancel = fromDispatcher(dispatcher)(request, (result) => results.push(result))
  const [dispatched] = dispatcher.dispatched
  if (dispatched === undefined) throw new Error("Nothing was dispatched")
  const aborted: Array<Error> = []
  const controller: Dispatcher.DispatchController = {
    aborted: false,
    paused: false,
    reason: null,
    abort: (reason) => aborted.push(reason),
    pause: () => {},
    resume: () => {}
  }
  return { ...dispatched, aborted, cancel, controller, results }
}

describe("the request", () => {
  it("is handed to undici as it is, without timeouts of undici's own", () => {
    const { options } = started()
    expect({ ...options, headers: undefined }).toEqual({
      origin: "https://api.example",
      path: "/api/v1/public/workspace/ws/links/lnk",
      method: "DELETE",
      headers: undefined,
      headersTimeout: 0,
      bodyTimeout: 0
    })
    expect(options.headers === request.headers).toBe(true)
  })
})

describe("the response", () => {
  it("has the values of a header that came several times, joined by commas", () => {
    const { controller, handler, results } = started()
    const headers = { "retry-after": ["5", "7"], "x-request-id": "req_1" }
    handler.onRequestStart?.(controller, {})
    handler.onResponseStart?.(controller, 429, headers)
    handler.onResponseData?.(controller, Buffer.from("{}"))
    handler.onResponseEnd?.(controller, {})
    const [result] = results
    if (!result?.ok) throw new Error("Expected a response")
    expect(["retry-after", "x-request-id", "location"].map(result.value.header)).toEqual(["5, 7", "req_1", undefined])
    expect(result.value).toMatchObject({ status: 429, truncated: false, body: Buffer.from("{}") })
  })

  it("is cut at the limit, and what follows is given up", () => {
    const { aborted, controller, handler, results } = started()
    handler.onRequestStart?.(controller, {})
    handler.onResponseStart?.(controller, 200, {})
    handler.onResponseData?.(controller, Buffer.alloc(request.maxBodyBytes))
    expect([results.length, aborted.length]).toEqual([0, 0])
    handler.onResponseData?.(controller, Buffer.alloc(1))
    expect(results).toMatchObject([{ value: { truncated: true } }])
    expect(aborted).toHaveLength(1)
  })
})

describe("an error of undici", () => {
  it("is a failure of the connection", () => {
    const { controller, handler, results } = started()
    const error = Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" })
    handler.onResponseError?.(controller, error)
    expect(results).toEqual([fail({ message: "other side closed (UND_ERR_SOCKET)", mayHaveBeenSent: true })])
  })
})

describe("cancelling", () => {
  it("gives the connection up", () => {
    const { aborted, cancel, controller, handler } = started()
    handler.onRequestStart?.(controller, {})
    expect(aborted).toEqual([])
    cancel()
    expect(aborted).toEqual([new Error("The request was cancelled")])
  })

  it("gives a connection up as soon as it stands", () => {
    const { aborted, cancel, controller, handler } = started()
    cancel()
    handler.onRequestStart?.(controller, {})
    expect(aborted).toHaveLength(1)
  })
})
