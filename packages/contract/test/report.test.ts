import * as Fs from "node:fs/promises"
import * as Path from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as GitHub from "../src/internal/github.js"
import * as JUnit from "../src/internal/junit.js"
import {
  Outcome,
  Verification,
  VerificationFailed,
  VerificationImpossible,
  VerifiedInteraction,
  writeReports
} from "../src/provider.js"
import { temporaryFolder } from "./temporaryFolder.js"

const kept = new VerifiedInteraction({
  consumer: "dashboard",
  description: "a list",
  states: [],
  pending: false,
  mismatches: []
})

const broken = new VerifiedInteraction({
  consumer: "importer",
  description: "a <deletion>",
  states: ["the link was deleted", "it's late"],
  pending: false,
  mismatches: ['$.code: Expected "A" & not\u0000 "B"', "100% | wrong,\nreally"]
})

const pending = new VerifiedInteraction({
  ...broken,
  description: "an import",
  pending: true,
  mismatches: ["no import"]
})

const failed = new VerificationFailed({ interactions: [kept, broken, pending] })

const impossible = new VerificationImpossible({ reason: "NoPact", message: "There is no pact." })

describe("the headline counts what is listed below it", () => {
  const headlines: ReadonlyArray<readonly [string, Outcome, string]> = [
    ["all kept", new Verification({ interactions: [kept, kept] }), "The provider keeps to all 2 interactions."],
    [
      "some failed",
      new VerificationFailed({ interactions: [kept, broken] }),
      "The provider does not keep to 1 of 2 interactions."
    ],
    ["some of those pending", failed, "The provider does not keep to 2 of 3 interactions, 1 of which is pending."],
    [
      "all of those pending",
      new Verification({ interactions: [kept, pending, pending] }),
      "The provider does not keep to 2 of 3 interactions, 2 of which are pending."
    ]
  ]
  for (const [what, { message }, headline] of headlines) {
    it(what, () => {
      assert.strictEqual(message.split("\n")[0], headline)
      assert.lengthOf(message.match(/^importer: /gm) ?? [], Number(/to (\d+) of/.exec(headline)?.[1] ?? 0))
    })
  }
})

describe("JUnit XML", () => {
  it("has a suite per consumer, escapes what it has to, and skips what is pending", () => {
    assert.strictEqual(
      JUnit.of("userplane-public-api", failed),
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="userplane-public-api">',
        '  <testsuite name="dashboard" tests="1" failures="0" errors="0" skipped="0">',
        '    <testcase name="a list" classname="dashboard"/>',
        "  </testsuite>",
        '  <testsuite name="importer" tests="2" failures="1" errors="0" skipped="1">',
        '    <testcase name="a &lt;deletion&gt;, given the link was deleted and it&apos;s late" classname="importer">',
        '      <failure message="$.code: Expected &quot;A&quot; &amp; not\ufffd &quot;B&quot;">$.code: Expected &quot;A&quot; &amp; not\ufffd &quot;B&quot;',
        "100% | wrong,",
        "really</failure>",
        "    </testcase>",
        '    <testcase name="an import, given the link was deleted and it&apos;s late" classname="importer">',
        '      <skipped message="no import">no import</skipped>',
        "    </testcase>",
        "  </testsuite>",
        "</testsuites>",
        ""
      ].join("\n")
    )
  })

  it("has an error where nothing was verified", () => {
    assert.match(JUnit.of("userplane-public-api", impossible), /<error type="NoPact" message="There is no pact\."/)
  })
})

describe("GitHub Actions", () => {
  it("gets an annotation per interaction that failed: a warning while it is pending", () => {
    assert.deepStrictEqual(GitHub.annotations(failed), [
      '::error title=importer%3A a <deletion>::$.code: Expected "A" & not\u0000 "B"%0A100%25 | wrong,%0Areally',
      "::warning title=importer%3A an import (pending)::no import"
    ])
    assert.deepStrictEqual(GitHub.annotations(impossible), [
      "::error title=The contract was not verified::There is no pact."
    ])
    assert.isEmpty(GitHub.annotations(new Verification({ interactions: [kept] })))
  })

  it("gets a summary whose texts are no Markdown", () => {
    assert.deepStrictEqual(GitHub.summary("userplane-public-api", failed).split("\n"), [
      "### Contract of userplane\\-public\\-api",
      "",
      "The provider does not keep to 2 of 3 interactions\\, 1 of which is pending\\.",
      "",
      "| | consumer | interaction | given | mismatches |",
      "| --- | --- | --- | --- | --- |",
      "| ✅ | dashboard | a list |  |  |",
      '| ❌ | importer | a \\<deletion\\> | the link was deleted\\, it\\\'s late | \\$\\.code\\: Expected \\"A\\" \\& not\u0000 \\"B\\"<br>100\\% \\| wrong\\, really |',
      "| ⚠️ pending | importer | an import | the link was deleted\\, it\\'s late | no import |",
      ""
    ])
  })

  it.scopedLive("gets both where it has a file for the summary, and nothing is written elsewhere", () =>
    Effect.gen(function* () {
      const path = Path.join(yield* temporaryFolder, "summary.md")
      const said: Array<unknown> = []
      const console = yield* Effect.console
      const report = (variables: ReadonlyArray<readonly [string, string]>) =>
        writeReports({ github: true }, failed).pipe(
          Effect.withConsole({ ...console, log: (...args) => Effect.sync(() => void said.push(...args)) }),
          Effect.withConfigProvider(ConfigProvider.fromMap(new Map(variables)))
        )
      yield* report([])
      assert.isEmpty(said)
      yield* report([["GITHUB_STEP_SUMMARY", path]])
      assert.deepStrictEqual(said, [...GitHub.annotations(failed)])
      assert.strictEqual(
        yield* Effect.promise(() => Fs.readFile(path, "utf8")),
        GitHub.summary("userplane-public-api", failed)
      )
    })
  )
})

describe("reports", () => {
  it.scopedLive("are written where they are asked for, and JSON goes back to the outcome", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const junit = Path.join(folder, "reports", "junit.xml")
      const json = Path.join(folder, "reports", "contract.json")
      for (const outcome of [failed, impossible, new Verification({ interactions: [kept] })]) {
        yield* writeReports({ junit, json }, outcome)
        const read = yield* Effect.promise(() => Fs.readFile(json, "utf8"))
        assert.deepStrictEqual(yield* Schema.decode(Schema.parseJson(Outcome))(read), outcome)
        assert.strictEqual(
          yield* Effect.promise(() => Fs.readFile(junit, "utf8")),
          JUnit.of("userplane-public-api", outcome)
        )
      }
    })
  )
})
