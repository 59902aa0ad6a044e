import * as FastCheck from "fast-check"
import { afterEach, describe, expect, it } from "vitest"
import { millisOf } from "../src/RetryAfter.js"
import { holds } from "./properties.js"

/** 2026-01-01T00:00:00Z */
const now = Date.UTC(2026, 0, 1)

interface Case {
  readonly name: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly data?: unknown
  readonly millis: number | undefined
}

const waitFor = ({ data, headers = {}, status = 429 }: Omit<Case, "millis" | "name">, at = now): number | undefined =>
  millisOf({ status, header: (name) => headers[name], data }, at)

const cases: ReadonlyArray<Case> = [
  { name: "no statement at all", millis: undefined },

  { name: "retry-after in seconds", headers: { "retry-after": "7" }, millis: 7_000 },
  { name: "retry-after on a 503", status: 503, headers: { "retry-after": "7" }, millis: 7_000 },
  { name: "retry-after in fractions of a second", headers: { "retry-after": "1.5" }, millis: 1_500 },
  { name: "retry-after with blanks around it", headers: { "retry-after": " 7 " }, millis: 7_000 },
  { name: "retry-after of nothing", headers: { "retry-after": "0" }, millis: undefined },
  { name: "an empty retry-after", headers: { "retry-after": "" }, millis: undefined },
  { name: "a negative retry-after", headers: { "retry-after": "-5" }, millis: undefined },
  { name: "retry-after in hexadecimal", headers: { "retry-after": "0x10" }, millis: undefined },
  { name: "retry-after with an exponent", headers: { "retry-after": "1e3" }, millis: undefined },
  { name: "retry-after with a unit", headers: { "retry-after": "5s" }, millis: undefined },
  { name: "retry-after sent twice", headers: { "retry-after": "5, 5" }, millis: 5_000 },
  { name: "retry-after sent twice, the longer one first", headers: { "retry-after": "120, 5" }, millis: 120_000 },
  { name: "retry-after sent twice, the longer one last", headers: { "retry-after": "5,120" }, millis: 120_000 },
  { name: "retry-after sent three times", headers: { "retry-after": "1, 30, 2" }, millis: 30_000 },
  { name: "retry-after sent twice, one of them unreadable", headers: { "retry-after": "soon, 5" }, millis: 5_000 },
  { name: "retry-after sent twice, one of them nothing", headers: { "retry-after": "0, 5" }, millis: 5_000 },
  { name: "retry-after sent twice, one of them empty", headers: { "retry-after": ", 5" }, millis: 5_000 },
  {
    name: "retry-after sent twice, one of them beyond all numbers",
    headers: { "retry-after": `${"9".repeat(400)}, 5` },
    millis: 5_000
  },
  { name: "retry-after of commas alone", headers: { "retry-after": ", ," }, millis: undefined },
  ...[
    "Thu, 01 Jan 2026 00:00:20 GMT, Thu, 01 Jan 2026 00:00:10 GMT",
    "Thu, 01 Jan 2026 00:00:10 GMT, Thu, 01 Jan 2026 00:00:20 GMT",
    "Thursday, 01-Jan-26 00:00:20 GMT, Thu Jan  1 00:00:10 2026",
    "Thu Jan  1 00:00:20 2026,Thursday, 01-Jan-26 00:00:10 GMT",
    "Thu, 01 Jan 2026 00:00:20 GMT, 5",
    "5, Thu, 01 Jan 2026 00:00:20 GMT",
    "20, Wed, 31 Dec 2025 23:59:59 GMT",
    "Thu, 01 Jan 2026 00:00:10 GMT, 20"
  ].map((value) => ({ name: `dates and numbers: ${value}`, headers: { "retry-after": value }, millis: 20_000 })),
  { name: "retry-after beyond all numbers", headers: { "retry-after": "9".repeat(400) }, millis: undefined },
  { name: "retry-after of a century", headers: { "retry-after": "3155760000" }, millis: 3_155_760_000_000 },

  { name: "a date", headers: { "retry-after": "Thu, 01 Jan 2026 00:00:20 GMT" }, millis: 20_000 },
  { name: "a date on a 503", status: 503, headers: { "retry-after": "Thu, 01 Jan 2026 00:00:20 GMT" }, millis: 20_000 },
  {
    name: "a date in RFC 850's format",
    headers: { "retry-after": "Thursday, 01-Jan-26 00:00:20 GMT" },
    millis: 20_000
  },
  { name: "a date in asctime's format", headers: { "retry-after": "Thu Jan  1 00:00:20 2026" }, millis: 20_000 },
  { name: "a date with an offset", headers: { "retry-after": "Thu, 01 Jan 2026 02:00:20 +0200" }, millis: 20_000 },
  { name: "a date in the past", headers: { "retry-after": "Wed, 31 Dec 2025 23:59:59 GMT" }, millis: undefined },
  { name: "a date that is now", headers: { "retry-after": "Thu, 01 Jan 2026 00:00:00 GMT" }, millis: undefined },
  { name: "a date that is none", headers: { "retry-after": "Thu, soon" }, millis: undefined },
  { name: "a date that is no HTTP-date", headers: { "retry-after": "2026-01-01T00:00:20Z" }, millis: undefined },

  { name: "retry-after-ms", headers: { "retry-after-ms": "250" }, millis: 250 },
  { name: "retry-after-ms in fractions, rounded up", headers: { "retry-after-ms": "250.0001" }, millis: 251 },
  { name: "retry-after-ms sent twice", headers: { "retry-after-ms": "250, 1500" }, millis: 1_500 },
  { name: "a negative retry-after-ms", headers: { "retry-after-ms": "-250" }, millis: undefined },

  { name: "data.retryAfter in seconds", data: { retryAfter: 3 }, millis: 3_000 },
  { name: "data.retryAfter in fractions of a second", data: { retryAfter: 0.25 }, millis: 250 },
  { name: "data.retryAfter on a 500", status: 500, data: { retryAfter: 3 }, millis: 3_000 },
  { name: "data.retryAfter of nothing", data: { retryAfter: 0 }, millis: undefined },
  { name: "a negative data.retryAfter", data: { retryAfter: -3 }, millis: undefined },
  { name: "data.retryAfter as a text", data: { retryAfter: "3" }, millis: undefined },
  { name: "data.retryAfter beyond all numbers", data: { retryAfter: 1e308 }, millis: undefined },
  { name: "data that is null", data: null, millis: undefined },
  { name: "data that is a list", data: [3], millis: undefined },
  { name: "data that is a text", data: "retryAfter", millis: undefined },

  ...["ratelimit-reset", "x-ratelimit-reset"].flatMap(
    (header): ReadonlyArray<Case> => [
      { name: `${header} in seconds from now`, headers: { [header]: "42" }, millis: 42_000 },
      { name: `${header} in epoch seconds`, headers: { [header]: String(now / 1000 + 42) }, millis: 42_000 },
      { name: `${header} in epoch milliseconds`, headers: { [header]: String(now + 42_500) }, millis: 42_500 },
      { name: `${header} sent twice`, headers: { [header]: `7, ${now / 1000 + 42}` }, millis: 42_000 },
      { name: `${header} just below epoch seconds`, headers: { [header]: "999999999" }, millis: 999_999_999_000 },
      { name: `${header} in the past`, headers: { [header]: String(now / 1000 - 1) }, millis: undefined },
      { name: `${header} as a date`, headers: { [header]: "Thu, 01 Jan 2026 00:00:20 GMT" }, millis: undefined },
      {
        name: `${header} on a 503, where the quota was not the reason`,
        status: 503,
        headers: { [header]: "42" },
        millis: undefined
      },
      { name: `${header} on a 200`, status: 200, headers: { [header]: "42" }, millis: undefined }
    ]
  ),

  {
    name: "retry-after-ms before all others",
    headers: { "retry-after-ms": "1", "retry-after": "2", "ratelimit-reset": "4", "x-ratelimit-reset": "5" },
    data: { retryAfter: 3 },
    millis: 1
  },
  {
    name: "retry-after before data and resets",
    headers: { "retry-after": "2", "ratelimit-reset": "4", "x-ratelimit-reset": "5" },
    data: { retryAfter: 3 },
    millis: 2_000
  },
  {
    name: "a date before data and resets",
    headers: { "retry-after": "Thu, 01 Jan 2026 00:00:20 GMT", "ratelimit-reset": "4" },
    data: { retryAfter: 3 },
    millis: 20_000
  },
  {
    name: "data.retryAfter before resets",
    headers: { "ratelimit-reset": "4", "x-ratelimit-reset": "5" },
    data: { retryAfter: 3 },
    millis: 3_000
  },
  {
    name: "ratelimit-reset before x-ratelimit-reset",
    headers: { "ratelimit-reset": "4", "x-ratelimit-reset": "5" },
    millis: 4_000
  },
  {
    name: "an unreadable statement, passed over for the next one",
    headers: { "retry-after-ms": "soon", "retry-after": "Thu, soon", "ratelimit-reset": "?", "x-ratelimit-reset": "5" },
    data: { retryAfter: -1 },
    millis: 5_000
  },
  {
    name: "a statement not to wait, kept before a later one",
    headers: { "retry-after": "0", "x-ratelimit-reset": "5" },
    millis: undefined
  }
]

describe("millisOf", () => {
  it.each(cases)("reads $name as $millis ms", ({ millis, ...source }) => {
    expect(waitFor(source)).toBe(millis)
  })

  describe("does not depend on where the client runs", () => {
    const { TZ } = process.env
    afterEach(() => {
      if (TZ === undefined) Reflect.deleteProperty(process.env, "TZ")
      else process.env["TZ"] = TZ
    })

    it.each([
      ["UTC", 0],
      ["Asia/Tokyo", -540],
      ["America/New_York", 300]
    ])("in %s", (zone, minutesBehind) => {
      process.env["TZ"] = zone
      expect(new Date(now).getTimezoneOffset()).toBe(minutesBehind)
      expect(waitFor({ headers: { "retry-after": "Thu Jan  1 00:00:20 2026" } })).toBe(20_000)
    })
  })

  it("is undefined, or a whole number of milliseconds from 1, whatever the response holds", () => {
    const sources = FastCheck.record({
      status: FastCheck.integer({ min: 100, max: 599 }),
      headers: FastCheck.dictionary(
        FastCheck.constantFrom("retry-after", "retry-after-ms", "ratelimit-reset", "x-ratelimit-reset"),
        FastCheck.oneof(
          FastCheck.string(),
          FastCheck.double().map(String),
          FastCheck.integer().map(String),
          FastCheck.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
          FastCheck.bigInt({ min: 0n }).map(String)
        )
      ),
      data: FastCheck.oneof(FastCheck.anything(), FastCheck.record({ retryAfter: FastCheck.double() }))
    })
    holds(
      FastCheck.property(sources, FastCheck.integer({ min: 0, max: 4e12 }), (source, at) => {
        const millis = waitFor(source, at)
        expect(millis === undefined || (Number.isInteger(millis) && millis >= 1), String(millis)).toBe(true)
      }),
      { numRuns: 2_000 }
    )
  })
})
