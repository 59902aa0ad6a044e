import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { type ExchangeResult, exchange } from "../src/Exchange.js"
import { deleteLink } from "../src/Links.js"
import * as Request from "../src/Request.js"
import { fail, succeed } from "../src/Result.js"
import type { Start, TransportResult } from "../src/Transport.js"
import { apiKey, ref } from "./fixtures.js"
import { jsonResponse } from "./responses.js"

const request = Request.make(deleteLink, "https://api.example/links/lnk", apiKey)

const response = succeed(jsonResponse(200, { message: "Link deleted", data: ref }))

const lost = fail({ message: "read ECONNRESET", mayHaveBeenSent: true })

const timedOut = fail({ timedOut: true })

const longestTimer = 2 ** 31 - 1

/** A transport under the hands of the test. */
const transport = () => {
  const requests: Array<unknown> = []
  const seen = { cancelled: 0 }
  let end: (result: TransportResult) => void = () => {
    throw new Error("No request was started")
  }
  const start: Start = (request, onEnd) => {
    requests.push(request)
    end = onEnd
    return () => {
      seen.cancelled += 1
    }
  }
  return { start, requests, seen, end: (result: TransportResult) => end(result) }
}

/** An exchange over such a transport, and the results it was told. */
const started = (timeoutMillis = 1_000) => {
  const { end, requests, seen, start } = transport()
  const results: Array<ExchangeResult> = []
  const cancel = exchange(start, request, timeoutMillis, (result) => results.push(result))
  return { cancel, end, requests, results, seen }
}

describe("exchange", () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  it("starts the request as it is", () => {
    expect(started().requests).toEqual([request])
  })

  it.each([
    ["a response", response],
    ["a failure", lost]
  ])("calls back once with %s, and leaves no timer behind", (_, result) => {
    const { end, results, seen } = started()
    expect(results).toEqual([])
    end(result)
    expect(results).toEqual([result])
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(10_000)
    expect(results).toEqual([result])
    expect(seen.cancelled).toBe(0)
  })

  it("hears only the first thing that a transport says", () => {
    const { end, results } = started()
    end(response)
    end(lost)
    expect(results).toEqual([response])
  })

  it("takes a response that comes at once, and sets no timer for it", () => {
    const results: Array<ExchangeResult> = []
    const seen = { cancelled: 0 }
    const start: Start = (_, onEnd) => {
      onEnd(response)
      return () => {
        seen.cancelled += 1
      }
    }
    const cancel = exchange(start, request, 1_000, (result) => results.push(result))
    expect(results).toEqual([response])
    expect(vi.getTimerCount()).toBe(0)
    cancel()
    expect(seen.cancelled).toBe(0)
  })

  it("ends when its time is up, and cancels the request", () => {
    const { results, seen } = started(1_000)
    vi.advanceTimersByTime(999)
    expect([results, seen.cancelled]).toEqual([[], 0])
    vi.advanceTimersByTime(1)
    expect([results, seen.cancelled]).toEqual([[timedOut], 1])
  })

  it("takes no response after its time was up", () => {
    const { cancel, end, results, seen } = started(1_000)
    vi.advanceTimersByTime(1_000)
    end(response)
    cancel()
    expect([results, seen.cancelled]).toEqual([[timedOut], 1])
  })

  it("is timed out whatever the transport says when it is cancelled", () => {
    const results: Array<ExchangeResult> = []
    const start: Start = (_, onEnd) => () => onEnd(lost)
    exchange(start, request, 1_000, (result) => results.push(result))
    vi.advanceTimersByTime(1_000)
    expect(results).toEqual([timedOut])
  })

  it("does not call back after it was cancelled", () => {
    const { cancel, end, results, seen } = started()
    cancel()
    expect(vi.getTimerCount()).toBe(0)
    end(response)
    vi.advanceTimersByTime(10_000)
    expect([results, seen.cancelled]).toEqual([[], 1])
  })

  it("does not call back when the transport says at once that it was cancelled", () => {
    const results: Array<ExchangeResult> = []
    const start: Start = (_, onEnd) => () => onEnd(lost)
    exchange(start, request, 1_000, (result) => results.push(result))()
    expect(results).toEqual([])
  })

  it("cancels the request once, however often it is asked to", () => {
    const { cancel, seen } = started()
    cancel()
    cancel()
    expect(seen.cancelled).toBe(1)
  })

  it("cancels no request that has ended", () => {
    const { cancel, end, results, seen } = started()
    end(response)
    cancel()
    expect([results, seen.cancelled]).toEqual([[response], 0])
  })

  it("sets no timer where its time has no end", () => {
    const { end, results } = started(Number.POSITIVE_INFINITY)
    expect(vi.getTimerCount()).toBe(0)
    end(response)
    expect(results).toEqual([response])
  })

  it.each([longestTimer, longestTimer + 1, 2 ** 40])(
    "does not end before the longest timer of the platform, within %i ms",
    (timeoutMillis) => {
      const { results } = started(timeoutMillis)
      vi.advanceTimersByTime(longestTimer - 1)
      expect(results).toEqual([])
      vi.advanceTimersByTime(1)
      expect(results).toEqual([timedOut])
    }
  )

  it("throws what a transport throws at its start, and leaves no timer behind", () => {
    const broken: Start = () => {
      throw new Error("a broken transport")
    }
    expect(() => exchange(broken, request, 1_000, () => {})).toThrow("a broken transport")
    expect(vi.getTimerCount()).toBe(0)
  })
})
