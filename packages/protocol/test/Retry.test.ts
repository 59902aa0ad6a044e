import { describe, expect, it } from "vitest"
import * as Catalogue from "../src/Catalogue.js"
import type { FailureLike } from "../src/Failure.js"
import { delayOf, mayRetry } from "../src/Retry.js"

const limits = { maxAttempts: 3, maxDelay: 30_000 }

const refused: FailureLike = { _tag: "TransportError", reason: "ConnectionFailed" }

describe("mayRetry", () => {
  it.each([
    [1, true],
    [2, true],
    [3, false],
    [4, false]
  ])("after attempt %i of 3 is %s", (attempts, again) => {
    expect(mayRetry(refused, limits, attempts, 0)).toBe(again)
  })

  it("is false where one attempt is allowed", () => {
    expect(mayRetry(refused, { ...limits, maxAttempts: 1 }, 1, 0)).toBe(false)
  })

  it.each([
    [0, true],
    [7_000, true],
    [30_000, true],
    [30_001, false],
    [86_400_000, false]
  ])("where the server asks for %i ms, and the policy allows 30,000, is %s", (retryAfter, again) => {
    expect(mayRetry({ _tag: "RateLimited", status: 429 }, limits, 1, retryAfter)).toBe(again)
  })

  it.each(Catalogue.entries)("after $code is $retryable", ({ retryable, status, tag }) => {
    expect(mayRetry({ _tag: tag, status }, limits, 1, 0)).toBe(retryable)
  })

  it("is false where another attempt cannot help, though the server asks to wait", () => {
    expect(mayRetry({ _tag: "LinkNotFound", status: 404 }, limits, 1, 1_000)).toBe(false)
    expect(mayRetry({ _tag: "InvalidLinkRef" }, limits, 1, 0)).toBe(false)
  })
})

describe("delayOf", () => {
  const longTime = 365 * 24 * 3600 * 1000

  it.each([
    { retryAfter: 7_000, delay: 7_000 },
    { retryAfter: 1_001, delay: 1_001 },
    { retryAfter: 1_000, delay: 1_000 },
    { retryAfter: 999, delay: 1_000 },
    { retryAfter: 0, delay: 1_000 }
  ])("is $delay ms where the server asks for $retryAfter and the backoff is 1,000", ({ delay, retryAfter }) => {
    expect(delayOf(1_000, retryAfter, longTime)).toBe(delay)
  })

  it("may be nothing", () => {
    expect(delayOf(0, 0, longTime)).toBe(0)
  })

  it.each([
    { timeLeft: 1_001, delay: 1_000 },
    { timeLeft: 1_000, delay: undefined },
    { timeLeft: 0, delay: undefined },
    { timeLeft: -1, delay: undefined },
    { timeLeft: Number.POSITIVE_INFINITY, delay: 1_000 }
  ])("is $delay where the backoff is 1,000 ms and $timeLeft are left", ({ delay, timeLeft }) => {
    expect(delayOf(1_000, 0, timeLeft)).toBe(delay)
  })

  it("is undefined where the server asks for all of the time that is left", () => {
    expect(delayOf(1_000, 5_000, 5_000)).toBeUndefined()
  })
})
