/** Lines of a journal, as the tests need them. */
import type * as JournalLine from "../src/JournalLine.js"
import type { LinkRef } from "../src/LinkRef.js"
import { ref } from "./fixtures.js"

export const run = (fields: Partial<JournalLine.Run> = {}): JournalLine.Run => ({
  v: 1,
  type: "run",
  at: 0,
  windows: [{ limit: 120, millis: 60_000 }],
  concurrency: 8,
  ...fields
})

export const sending = (link: LinkRef = ref, attempt = 1): JournalLine.Sending => ({
  v: 1,
  type: "sending",
  at: 0,
  ...link,
  attempt
})

export const outcome = (fields: Partial<JournalLine.Outcome> = {}): JournalLine.Outcome => ({
  v: 1,
  type: "outcome",
  at: 0,
  ...ref,
  attempt: 1,
  tag: "ServiceUnavailable",
  outcome: "NotDeleted",
  settled: false,
  millis: 80,
  ...fields
})

export const deleted: JournalLine.Outcome = outcome({
  tag: "Deleted",
  outcome: "Deleted",
  settled: true,
  status: 200,
  confirmation: "Reply"
})

export const interrupted: JournalLine.Outcome = outcome({ tag: "Interrupted", outcome: "Unknown" })
