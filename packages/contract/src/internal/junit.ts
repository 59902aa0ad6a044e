import * as Arr from "effect/Array"
import XMLBuilder from "fast-xml-builder"
import type { Outcome, VerifiedInteraction } from "../Verification.js"

// An XML document cannot hold these, not even escaped. A provider may have sent them.
const notAllowed = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

const text = (value: string): string => value.replace(notAllowed, "\u{fffd}")

const problem = (lines: ReadonlyArray<string>) => ({
  "@_message": text(lines[0] ?? ""),
  "#text": text(lines.join("\n"))
})

const testCase = ({ consumer, description, mismatches, pending, states }: VerifiedInteraction) => {
  const given = states.length === 0 ? "" : `, given ${states.join(" and ")}`
  return {
    "@_name": text(`${description}${given}`),
    "@_classname": text(consumer),
    ...(mismatches.length > 0 && { [pending ? "skipped" : "failure"]: problem(mismatches) })
  }
}

const failedOf = (interactions: ReadonlyArray<VerifiedInteraction>) =>
  interactions.filter(({ mismatches }) => mismatches.length > 0)

const suite = (consumer: string, interactions: ReadonlyArray<VerifiedInteraction>) => {
  const failed = failedOf(interactions)
  const skipped = failed.filter(({ pending }) => pending).length
  return {
    "@_name": text(consumer),
    "@_tests": interactions.length,
    "@_failures": failed.length - skipped,
    "@_errors": 0,
    "@_skipped": skipped,
    testcase: interactions.map(testCase)
  }
}

const impossible = (reason: string, message: string) => ({
  "@_name": "verification",
  "@_tests": 1,
  "@_failures": 0,
  "@_errors": 1,
  "@_skipped": 0,
  testcase: {
    "@_name": "verification",
    "@_classname": "verification",
    error: { "@_type": reason, ...problem([message]) }
  }
})

const suitesOf = (outcome: Outcome) =>
  outcome._tag === "VerificationImpossible"
    ? [impossible(outcome.reason, outcome.message)]
    : Object.entries(Arr.groupBy(outcome.interactions, ({ consumer }) => consumer)).map(([consumer, interactions]) =>
        suite(consumer, interactions)
      )

const builder = new XMLBuilder({
  format: true,
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true
})

/** The outcome as JUnit XML: a suite per consumer. */
export const of = (provider: string, outcome: Outcome): string =>
  builder.build({
    "?xml": { "@_version": "1.0", "@_encoding": "UTF-8" },
    testsuites: { "@_name": provider, testsuite: suitesOf(outcome) }
  })
