import { describe, expect, it } from "vitest"
import * as JournalFailure from "../src/JournalFailure.js"

describe("a failure of a journal", () => {
  it.each([
    [JournalFailure.corrupt("run.ndjson", 3), { line: 3 }, "Line 3 of run.ndjson"],
    [JournalFailure.locked("run.ndjson", "run.ndjson.lock-1"), { lock: "run.ndjson.lock-1" }, "renews its lock"],
    [JournalFailure.lost("run.ndjson", "run.ndjson.lock-1"), { lock: "run.ndjson.lock-1" }, "taken over"],
    [JournalFailure.unavailable("run.ndjson", "NotFound", "no such folder"), { reason: "NotFound" }, "no such folder"]
  ])("has its details, and says so: %o", (failure, details, words) => {
    expect(failure).toMatchObject({ path: "run.ndjson", ...details })
    expect(failure.message).toContain(words)
  })
})
