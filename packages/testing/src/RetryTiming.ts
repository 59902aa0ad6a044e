/** When a client asks again, stated once for every client. */
import { describe, expect, it } from "vitest"
import {
  after,
  connectionRefused,
  type DocumentedFailure,
  deleted,
  deleteFailed,
  forbidden,
  html,
  rateLimited,
  silence,
  unavailable,
  undocumented
} from "./Answers.js"
import { type Answer, type Client, ordinaryLink, type PolicyOptions, steady } from "./Client.js"
import { failureClasses } from "./FailureClasses.js"

const start = Date.UTC(2026, 0, 2, 3, 4, 5)
const inSevenSeconds = start + 7000

/** Every form in which a server can ask for 7 seconds. */
const sevenSeconds: ReadonlyArray<{ readonly name: string; readonly answer: Answer }> = [
  { name: "Retry-After in seconds", answer: rateLimited({ "retry-after": "7" }) },
  { name: "Retry-After as a date", answer: rateLimited({ "retry-after": new Date(inSevenSeconds).toUTCString() }) },
  { name: "retry-after-ms", answer: rateLimited({ "retry-after-ms": "7000" }) },
  ...["ratelimit-reset", "x-ratelimit-reset"].flatMap((name) => [
    { name: `${name} in seconds from now`, answer: rateLimited({ [name]: "7" }) },
    { name: `${name} in epoch seconds`, answer: rateLimited({ [name]: String(inSevenSeconds / 1000) }) },
    { name: `${name} in epoch milliseconds`, answer: rateLimited({ [name]: String(inSevenSeconds) }) }
  ]),
  { name: "data.retryAfter in seconds", answer: rateLimited({}, { retryAfter: 7 }) },
  { name: "Retry-After with a documented 503", answer: unavailable({ "retry-after": "7" }) },
  { name: "Retry-After with a documented 500", answer: deleteFailed({ "retry-after": "7" }) },
  { name: "Retry-After with an undocumented 408", answer: undocumented(408, { "retry-after": "7" }) },
  { name: "Retry-After with an undocumented 429", answer: undocumented(429, { "retry-after": "7" }) },
  { name: "data.retryAfter with an undocumented 502", answer: undocumented(502, {}, { retryAfter: 7 }) },
  { name: "Retry-After with a page of a gateway", answer: html(503, { "retry-after": "7" }) }
]

/** Declares the tests of a client. */
export const retryTiming = (client: Client, catalogue: ReadonlyArray<DocumentedFailure>): void => {
  const classes = failureClasses(catalogue)
  /** The same answer to every request. */
  const always = (answer: Answer, policy: PolicyOptions | "none") => client({ answers: [], otherwise: answer, policy })
  /** The answer once, and then the deletion. */
  const meeting = (answer: Answer, policy: PolicyOptions) =>
    client({ answers: [answer, deleted()], policy, startAt: start })

  describe("a failure that one request meets", () => {
    const attemptTimeout = 500
    const cases = classes.map((failure) => ({
      ...failure,
      verdict: failure.retried ? "is asked again after the backoff" : "is not asked again"
    }))

    it.for(cases)("$name $verdict", async ({ answer, name, retried, tag }) => {
      const { failure, sentAt } = await always(answer, steady({ maxAttempts: 2, attemptTimeout }))
      const spent = name === "no answer within the timeout" ? attemptTimeout : 0
      expect(failure).toMatchObject({ _tag: tag, attempts: retried ? 2 : 1 })
      expect(sentAt).toEqual(retried ? [0, spent + 1000] : [0])
    })

    it("is none where an id cannot be named in a URL: nothing is sent", async () => {
      const ended = await client({ link: { ...ordinaryLink, linkId: ".." }, answers: [] })
      expect(ended).toMatchObject({ failure: { _tag: "InvalidLinkRef", attempts: 0 }, sentAt: [], endedAt: 0 })
    })
  })

  describe("the instants of the attempts", () => {
    it("are 0, 1, 3, 7 and 15 s by default, before jitter", async () => {
      const ended = await always(unavailable(), steady())
      expect(ended).toMatchObject({ sentAt: [0, 1000, 3000, 7000, 15_000], endedAt: 15_000 })
      expect(ended.failure).toMatchObject({ _tag: "ServiceUnavailable", attempts: 5, outcome: "NotDeleted" })
    })

    it("are drawn between nothing and the backoff without a policy", async () => {
      const { sentAt } = await client({ answers: [], otherwise: unavailable(), draws: [0.5, 0.25, 0.75, 0] })
      expect(sentAt).toEqual([0, 500, 1000, 4000, 4000])
    })

    it("count from the end of the attempt before", async () => {
      const ended = await always(after(2000, connectionRefused), steady({ maxAttempts: 3 }))
      expect(ended).toMatchObject({ sentAt: [0, 3000, 7000], endedAt: 9000 })
    })

    it("end with the first success", async () => {
      const ended = await client({ answers: [unavailable(), connectionRefused, deleted()], policy: steady() })
      expect(ended.link).toMatchObject({ ...ordinaryLink, confirmation: "Reply", attempts: 3 })
      expect(ended).toMatchObject({ sentAt: [0, 1000, 3000], endedAt: 3000 })
    })

    it("end with the first failure that asking again cannot help", async () => {
      const { failure, sentAt } = await client({ answers: [unavailable(), forbidden], policy: steady() })
      expect(failure).toMatchObject({ _tag: "LinkDeleteForbidden", attempts: 2 })
      expect(sentAt).toEqual([0, 1000])
    })

    it.for([1, 2, 3, 4])("are %i at most where maxAttempts says so", async (maxAttempts) => {
      const { failure, sentAt } = await always(unavailable(), steady({ maxAttempts, baseDelay: 1 }))
      expect(sentAt).toHaveLength(maxAttempts)
      expect(failure).toMatchObject({ attempts: maxAttempts })
    })
  })

  describe("no retries", () => {
    it.for(classes.filter(({ retried }) => retried))("is one request at $name", async ({ answer, tag }) => {
      const { failure, sentAt } = await always(answer, "none")
      expect(failure).toMatchObject({ _tag: tag, attempts: 1 })
      expect(sentAt).toEqual([0])
    })
  })

  describe("the deadline", () => {
    it("lets no attempt start at it or after it, and does not wait for what cannot come", async () => {
      const policy = steady({ baseDelay: 5000, factor: 1, maxAttempts: 100, totalTimeout: 10_000 })
      const ended = await always(unavailable(), policy)
      expect(ended).toMatchObject({ failure: { _tag: "ServiceUnavailable" }, sentAt: [0, 5000], endedAt: 5000 })
    })

    it("cuts a first attempt that may take longer than the call", async () => {
      const ended = await always(silence, steady({ attemptTimeout: 60_000, totalTimeout: 3000 }))
      expect(ended).toMatchObject({ sentAt: [0], endedAt: 3000 })
    })
  })

  describe("a retry-after of 7 seconds", () => {
    it.for(sevenSeconds)("replaces a backoff of 1 second: $name", async ({ answer }) => {
      const { link, sentAt } = await meeting(answer, steady())
      expect(link).toMatchObject({ attempts: 2 })
      expect(sentAt).toEqual([0, 7000])
    })

    it.for(sevenSeconds)("does not shorten a backoff of 10 seconds: $name", async ({ answer }) => {
      expect((await meeting(answer, steady({ baseDelay: 10_000 }))).sentAt).toEqual([0, 10_000])
    })

    it.for(sevenSeconds)("beyond a maxDelay of 6 seconds fails at once and is handed on: $name", async ({ answer }) => {
      const ended = await meeting(answer, steady({ maxDelay: 6000 }))
      expect(ended).toMatchObject({ failure: { attempts: 1, retryAfter: 7000 }, sentAt: [0], endedAt: 0 })
    })

    it("beyond the deadline fails at once", async () => {
      const ended = await meeting(rateLimited({ "retry-after": "7" }), steady({ totalTimeout: 7000 }))
      expect(ended).toMatchObject({ failure: { _tag: "RateLimited", retryAfter: 7000 }, sentAt: [0], endedAt: 0 })
    })

    it("is not jittered: the server knows best", async () => {
      expect((await meeting(rateLimited({ "retry-after": "7" }), {})).sentAt).toEqual([0, 7000])
    })
  })

  describe("a response without a usable retry-after", () => {
    it.for(["", "0", "-7", "soon", "Infinity", "7 seconds", "1e9999"])(
      "waits the backoff where Retry-After is %j",
      async (value) => {
        expect((await meeting(rateLimited({ "retry-after": value }), steady())).sentAt).toEqual([0, 1000])
      }
    )

    it("waits the backoff where the date has passed", async () => {
      const past = new Date(start - 1000).toUTCString()
      expect((await meeting(rateLimited({ "retry-after": past }), steady())).sentAt).toEqual([0, 1000])
    })
  })

  it("several responses with a retry-after are each waited for, and the backoff grows nonetheless", async () => {
    const answers = ["3", "1", "9"].map((seconds) => rateLimited({ "retry-after": seconds }))
    const { sentAt } = await client({ answers: [...answers, deleted()], policy: steady() })
    expect(sentAt).toEqual([0, 3000, 5000, 14_000])
  })
}
