/**
 * The pure rooms of a call, each as one function to be timed. It is no entry of the package: the benchmark runs it as a
 * program, and it prints one line of JSON.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { do_not_optimize, measure } from "mitata"
import { RateLimited } from "../src/DeleteLinkError.js"
import { redactKey } from "../src/internal/redaction.js"
import * as Reply from "../src/internal/reply.js"
import * as Request from "../src/internal/request.js"
import { decide } from "../src/internal/retryDecision.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import type { TransportReply } from "../src/Transport.js"

const ref = { workspaceId: "ws_bench", linkId: "lnk_12345678" }
const key = Redacted.make("a-key-that-opens-nothing")
const redact = redactKey(key)
const prefix = "https://api.userplane.io/api/v1"
const asked = { ref, attempts: 1, open: false, mayRepeat: false, now: () => 0, redact }

const reply = (status: number, body: unknown): TransportReply => ({
  status,
  header: (name) => (name === "content-type" ? "application/json" : undefined),
  body: new TextEncoder().encode(JSON.stringify(body)),
  truncated: false
})

const deletion = reply(200, { message: "Link deleted successfully", data: ref })
const gone = reply(410, { defined: true, code: "LINK_GONE", status: 410, message: "Link has been deleted" })

const policy = RetryPolicy.exponential()
const limited = new RateLimited(
  { ...ref, attempts: 1, outcome: "NotDeleted", code: "RATE_LIMITED", status: 429, message: "Rate limit exceeded" },
  true
)
const time = { now: 0, deadline: 120_000 }

const rooms: { readonly [name: string]: () => unknown } = {
  "build a URL": () => Request.urlOf(prefix, ref),
  "build a request": () => Request.withKey(prefix, key),
  "read a deletion": () => Reply.read(deletion, asked),
  "read a failure": () => Reply.read(gone, asked),
  "decide about a retry": () => Effect.runSync(decide(policy, limited, policy.schedule.initial, time))
}

const nanoseconds: Record<string, number> = {}
for (const [name, room] of Object.entries(rooms)) {
  const { p50 } = await measure(() => do_not_optimize(room()))
  nanoseconds[name] = p50
}
process.stdout.write(`${JSON.stringify(nanoseconds)}\n`)
