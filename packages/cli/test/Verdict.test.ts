import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Outcomes from "../src/report/Outcomes.js"
import * as Verdict from "../src/report/page/Verdict.js"
import * as Statistics from "../src/report/Statistics.js"
import { allFailed, inFlight, longRun, manyErrors, oneLink, onlyStarted, outcome, run, sending } from "./journals.js"

type Lines = ReturnType<typeof longRun>

const gone = { tag: "LinkGone", outcome: "NotDeleted", settled: true, status: 410 } as const

const forbidden = { ...gone, tag: "LinkDeleteForbidden", status: 403 }

const cases: ReadonlyArray<readonly [what: string, lines: Lines, label: string, sentence: string]> = [
  ["no link", onlyStarted, "Nothing requested", "The run has not requested a link yet."],
  ["a deleted link", oneLink, "All gone", "The one link that was requested was deleted."],
  ["a link that was gone", [outcome(0, 1, gone)], "All gone", "The one link that was requested was already gone."],
  [
    "a failed link",
    [outcome(0, 1, forbidden)],
    "None deleted",
    "The one link that was requested was not deleted: LinkDeleteForbidden."
  ],
  [
    "a link in flight",
    [sending(0, 1)],
    "Not finished",
    "The one link that was requested is pending: it is not known to be deleted."
  ],
  ["deleted links", [outcome(0, 1), outcome(1, 2)], "All gone", "All 2 requested links were deleted."],
  [
    "links that were gone",
    [outcome(0, 1, gone), outcome(1, 2, gone)],
    "All gone",
    "All 2 requested links were already gone."
  ],
  [
    "links of which some were gone",
    [outcome(0, 1), outcome(1, 2), outcome(2, 3, gone)],
    "All gone",
    "All 3 requested links are gone: 2 were deleted, and 1 was already gone."
  ],
  [
    "links of which some failed",
    [outcome(0, 1), outcome(1, 2), outcome(2, 3, forbidden)],
    "Some not deleted",
    "Of 3 requested links, 2 are gone and 1 was not deleted (LinkDeleteForbidden)."
  ],
  [
    "links that all failed",
    allFailed,
    "None deleted",
    "None of the 12 requested links was deleted (LinkDeleteForbidden)."
  ],
  [
    "links that failed in many ways",
    manyErrors,
    "None deleted",
    "None of the 12 requested links was deleted (2 LinkDeleteForbidden, 1 LinkNotFound, 9 others)."
  ],
  ["a run in flight", inFlight, "Not finished", "Of 5 requested links, 2 are gone and 3 are pending."],
  [
    "a long run with everything",
    longRun(1000),
    "Not finished",
    "Of 1,000 requested links, 966 are gone, 33 were not deleted (LinkNotFound) and 1 is pending."
  ]
]

describe("the verdict", () => {
  it.effect.each(cases)("on %s", ([, lines, label, sentence]) =>
    Effect.gen(function* () {
      const statistics = yield* Statistics.fromLines(Stream.fromIterable([run(0), ...lines]))
      const verdict = Verdict.fromOutcomes(Outcomes.fromStatistics(Option.getOrThrow(statistics)))
      expect(verdict).toMatchObject({ label, sentence })
    })
  )
})
