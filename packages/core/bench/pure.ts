/**
 * The pure parts of a call, each as one function to be timed. It is no entry of the package: the benchmark runs it as a
 * program, and it prints one line of JSON.
 */
import { deleteLink } from "@effect-userplane/protocol/Links"
import * as Redaction from "@effect-userplane/protocol/Redaction"
import * as Request from "@effect-userplane/protocol/Request"
import * as Response from "@effect-userplane/protocol/Response"
import type { TransportResponse } from "@effect-userplane/protocol/Transport"
import * as Effect from "effect/Effect"
import { do_not_optimize, measure } from "mitata"
import { RateLimited } from "../src/DeleteLinkError.js"
import { decide } from "../src/internal/call/retryDecision.js"
import * as RetryPolicy from "../src/RetryPolicy.js"

const ref = { workspaceId: "ws_bench", linkId: "lnk_12345678" }
const key = "a-key-that-opens-nothing"
const prefix = "https://api.userplane.io/api/v1"
const asked = { input: ref, attempts: 1, mayBeDone: false, mayRepeat: false, now: 0, redact: Redaction.make(key) }

const response = (status: number, body: unknown): TransportResponse => ({
  status,
  header: (name) => (name === "content-type" ? "application/json" : undefined),
  body: new TextEncoder().encode(JSON.stringify(body)),
  truncated: false
})

const deletion = response(200, { message: "Link deleted successfully", data: ref })
const gone = response(410, { defined: true, code: "LINK_GONE", status: 410, message: "Link has been deleted" })

const policy = RetryPolicy.exponential()
const limited = new RateLimited(
  { ...ref, attempts: 1, outcome: "NotDeleted", code: "RATE_LIMITED", status: 429, message: "Rate limit exceeded" },
  true
)
const limits = { attempts: 1, timeLeft: 120_000 }

const parts: { readonly [name: string]: () => unknown } = {
  "build a URL": () => Request.urlOf(deleteLink, prefix, ref),
  "build a request": () => Request.make(deleteLink, prefix, key),
  "read a deletion": () => Response.read(deleteLink, deletion, asked),
  "read a failure": () => Response.read(deleteLink, gone, asked),
  "decide about a retry": () => Effect.runSync(decide(policy, limited, policy.schedule.initial, limits))
}

const nanoseconds: Record<string, number> = {}
for (const [name, part] of Object.entries(parts)) {
  const { p50 } = await measure(() => do_not_optimize(part()))
  nanoseconds[name] = p50
}
process.stdout.write(`${JSON.stringify(nanoseconds)}\n`)
