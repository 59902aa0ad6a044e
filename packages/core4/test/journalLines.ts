/** Lines of a journal, as the tests need them. */
import type { LinkRef } from "@effect-userplane/protocol/LinkRef"
import type * as Journal from "../src/Journal.js"
import { ref } from "./fixtures.js"

const at = 0

export const run: Journal.Run = {
  v: 1,
  type: "run",
  at,
  windows: [{ limit: 120, millis: 60_000 }],
  concurrency: 8
}

export const sending = (link: LinkRef = ref, attempt = 1): Journal.Line => ({
  v: 1,
  type: "sending",
  at,
  ...link,
  attempt
})

export const deletedLine = (link: LinkRef = ref, attempt = 1): Journal.Line => ({
  v: 1,
  type: "outcome",
  at,
  ...link,
  attempt,
  tag: "Deleted",
  outcome: "Deleted",
  settled: true,
  millis: 80,
  status: 200,
  confirmation: "Reply"
})

export const unavailableLine = (link: LinkRef = ref, attempt = 1): Journal.Line => ({
  v: 1,
  type: "outcome",
  at,
  ...link,
  attempt,
  tag: "ServiceUnavailable",
  outcome: "NotDeleted",
  settled: false,
  millis: 80,
  status: 503
})

export const interruptedLine = (link: LinkRef = ref, attempt = 1): Journal.Line => ({
  v: 1,
  type: "outcome",
  at,
  ...link,
  attempt,
  tag: "Interrupted",
  outcome: "Unknown",
  settled: false,
  millis: 80
})
