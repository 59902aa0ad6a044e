/** What the property tests of this package are fed with. */
import * as FastCheck from "fast-check"
import * as Catalogue from "../src/Catalogue.js"
import type { TransportResponse } from "../src/Transport.js"
import { ref } from "./fixtures.js"
import { responseOf } from "./responses.js"

const { array, boolean, constant, constantFrom, dictionary, integer, jsonValue, oneof, record, string } = FastCheck

const documentedCode = constantFrom(...Catalogue.entries.map(({ code }) => code))

const statuses = oneof(
  constantFrom(200, ...Catalogue.entries.map(({ status }) => status)),
  integer({ min: 100, max: 599 }),
  integer({ min: 0, max: 999 })
)

const contentTypes = oneof(
  constantFrom("application/json", "application/json; charset=utf-8", "application/problem+json"),
  constantFrom("text/html", "", "application/octet-stream"),
  string()
)

const waits = oneof(string(), integer().map(String), constant("Thu, 01 Jan 2026 00:00:20 GMT"))

const headers = record(
  {
    "content-type": contentTypes,
    location: string(),
    "x-request-id": string(),
    "request-id": string(),
    "retry-after": waits,
    "retry-after-ms": waits,
    "ratelimit-reset": waits,
    "x-ratelimit-reset": waits
  },
  { requiredKeys: [] }
)

const json = jsonValue({ maxDepth: 2 })

const envelopes = record(
  {
    defined: oneof(boolean(), json),
    code: oneof(documentedCode, string(), json),
    error: oneof(documentedCode, string(), json),
    status: oneof(statuses, json),
    message: oneof(string(), json),
    data: oneof(json, record({ retryAfter: oneof(integer(), FastCheck.double()) })),
    requestId: json
  },
  { requiredKeys: [] }
)

const confirmations = record({
  message: oneof(string(), json),
  data: record({
    workspaceId: constantFrom(ref.workspaceId, "ws_other"),
    linkId: constantFrom(ref.linkId, "lnk_other")
  })
})

const pages = record({
  data: record({
    workspaceId: constantFrom(ref.workspaceId, "ws_other"),
    links: oneof(array(record({ linkId: string(), title: json })), json),
    pagination: oneof(record({ total: oneof(FastCheck.nat(), json), hasMore: oneof(boolean(), json) }), json)
  })
})

const utf8 = new TextEncoder()

const text = (arbitrary: FastCheck.Arbitrary<unknown>): FastCheck.Arbitrary<Uint8Array> =>
  arbitrary.map((value) => utf8.encode(JSON.stringify(value)))

const bodies = oneof(
  { weight: 5, arbitrary: text(envelopes) },
  { weight: 2, arbitrary: text(confirmations) },
  { weight: 2, arbitrary: text(pages) },
  { weight: 1, arbitrary: text(json) },
  { weight: 1, arbitrary: text(dictionary(string(), json)) },
  { weight: 1, arbitrary: string().map((value) => utf8.encode(value)) },
  { weight: 2, arbitrary: FastCheck.uint8Array({ maxLength: 64 }) }
)

const seldom = FastCheck.nat(9).map((dice) => dice === 0)

const documented = constantFrom(...Catalogue.entries).chain(({ code, status }) =>
  record({ status: constant(status), headers, body: text(record({ code: constant(code), message: json, data: json })) })
)

const successes = record({ status: constant(200), headers, body: text(oneof(confirmations, pages)) })

/** Responses of any status, with any headers, around any bytes: many of them nearly, and some of them entirely, right. */
export const responses: FastCheck.Arbitrary<TransportResponse> = oneof(
  { weight: 2, arbitrary: documented },
  { weight: 2, arbitrary: successes },
  { weight: 7, arbitrary: record({ status: statuses, headers, body: bodies, truncated: seldom }) }
).map(responseOf)
