import { assert, describe, it } from "@effect/vitest"
import * as Fault from "@effect-userplane/sandbox/Fault"
import { layerEmpty, Sandbox } from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { interactions } from "../src/index.js"
import {
  Source,
  type StateHandlers,
  undeclaredError,
  VerificationFailed,
  type VerifiedInteraction,
  verifyProvider
} from "../src/provider.js"
import { committedPact } from "./committedPact.js"
import { ofField, ofHeader } from "./mutants/Mutation.js"
import { mutatedProvider } from "./mutants/mutatedProvider.js"
import { sandboxStates } from "./sandboxStates.js"

const source = Source.File({ path: committedPact })

const sandboxWith = (seed: number) => Layer.provideMerge(SandboxServer.layer(), layerEmpty({ seed }))

/** Verifies the sandbox with other states. */
const verify = <E>(states: StateHandlers<E, Sandbox>, from: Source = source) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer.SandboxServer
    return yield* verifyProvider({ baseUrl, states, source: from })
  }).pipe(Effect.provide(sandboxWith(1)))

/** The failure of the verification with other states. */
const failureOf = <E>(states: StateHandlers<E, Sandbox>) =>
  Effect.flip(verify(states)).pipe(Effect.filterOrDieMessage(Schema.is(VerificationFailed), "It was impossible"))

const broken = ({ failed }: VerificationFailed): ReadonlyArray<string> => failed.map(({ description }) => description)

const mismatchOf = ({ failed: [first] }: { readonly failed: ReadonlyArray<VerifiedInteraction> }): string =>
  first?.mismatches.join("\n") ?? "none"

const gone = "the link was deleted before"

const goneInteraction = "a request to delete a deleted link"

describe("the sandbox keeps to the pact", () => {
  for (const seed of [1, 2]) {
    it.live(`with the ids and keys of seed ${seed}`, () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* SandboxServer.SandboxServer
        const verified = yield* verifyProvider({ baseUrl, states: sandboxStates, source })
        assert.sameMembers(
          verified.interactions.map(({ description }) => description),
          interactions.map(({ description }) => description)
        )
        assert.deepStrictEqual(
          verified.interactions.flatMap(({ mismatches }) => mismatches),
          []
        )
      }).pipe(Effect.provide(sandboxWith(seed)))
    )
  }
})

describe("states", () => {
  it.live("one without a handler fails, although Pact would only warn", () =>
    Effect.gen(function* () {
      const { [gone]: _, ...others } = sandboxStates
      // @ts-expect-error The compiler says so first.
      const incomplete: typeof sandboxStates = others
      const failure = yield* failureOf(incomplete)
      assert.deepStrictEqual(broken(failure), [goneInteraction])
      assert.strictEqual(mismatchOf(failure), `There is no handler for the state "${gone}".`)
    })
  )

  it.live("one whose handler fails, fails with its error", () =>
    Effect.gen(function* () {
      const failure = yield* failureOf({ ...sandboxStates, [gone]: () => Effect.fail("no database") })
      assert.deepStrictEqual(broken(failure), [goneInteraction])
      assert.strictEqual(mismatchOf(failure), `The state "${gone}" was not reached: no database`)
    })
  )

  it.live("one whose handler dies, fails", () =>
    Effect.gen(function* () {
      const failure = yield* failureOf({ ...sandboxStates, [gone]: () => Effect.dieMessage("no database") })
      assert.deepStrictEqual(broken(failure), [goneInteraction])
      assert.include(mismatchOf(failure), "no database")
    })
  )

  it.live("one whose ids cannot stand in a path as they are, fails", () =>
    Effect.gen(function* () {
      const apiKey = Redacted.make("a-key")
      const subject = { workspaceId: "ws_1", linkId: "lnk/1", apiKey }
      const failure = yield* failureOf({ ...sandboxStates, [gone]: () => Effect.succeed(subject) })
      assert.include(mismatchOf(failure), "lnk/1")
    })
  )

  it.live("one that no provider can bring about fails nothing, since its interactions are pending", () =>
    Effect.gen(function* () {
      const verified = yield* verify({ ...sandboxStates, [undeclaredError]: () => Effect.fail("not at will") })
      const pending = verified.interactions.filter((interaction) => interaction.pending)
      assert.strictEqual(pending.length, interactions.filter((interaction) => interaction.pending).length)
      for (const { mismatches } of pending) {
        assert.include(mismatches.join(), "not at will")
      }
    })
  )

  it.live("what a handler has acquired is released before the next state", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const logging = Effect.acquireRelease(
        Effect.sync(() => log.push("acquired")),
        () => Effect.sync(() => log.push("released"))
      )
      yield* verify({
        ...sandboxStates,
        "the link can be deleted": (parameters) =>
          Effect.zipRight(logging, sandboxStates["the link can be deleted"](parameters))
      })
      const each = ["acquired", "released"]
      assert.deepStrictEqual(log, [...each, ...each, ...each])
    })
  )
})

/** Verifies a sandbox whose responses are changed. */
const verifyMutated = (mutation: ReturnType<typeof ofField>) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const provider = yield* mutatedProvider(baseUrl, sandboxStates, (target) =>
      mutation.appliesTo(target) ? mutation : undefined
    )
    return yield* verifyProvider({ ...provider, source }).pipe(
      Effect.flip,
      Effect.filterOrDieMessage(Schema.is(VerificationFailed), "It was impossible")
    )
  }).pipe(Effect.provide(sandboxWith(1)))

describe("a failure", () => {
  it.scopedLive("says what is wrong, in which interaction, given which state", () =>
    Effect.gen(function* () {
      const failure = yield* verifyMutated(
        ofField(
          "code",
          ["code"],
          () => "LINK_DELETED",
          ({ name }) => name === "LINK_GONE"
        )
      )
      assert.strictEqual(
        failure.message,
        [
          `The provider does not keep to 1 of ${interactions.length} interactions.`,
          "",
          `effect-userplane: ${goneInteraction}`,
          `  given ${gone}`,
          "  - $.code: Expected 'LINK_DELETED' (String) to be equal to 'LINK_GONE' (String)"
        ].join("\n")
      )
    })
  )

  it.scopedLive("is reported when the response never comes", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const silent: typeof sandboxStates = {
        ...sandboxStates,
        [gone]: (parameters) =>
          Effect.tap(sandboxStates[gone](parameters), ({ linkId }) =>
            Effect.flatMap(Sandbox, (sandbox) => sandbox.addFault(Fault.NoReply.make(), { linkId }))
          )
      }
      const failure = yield* verifyProvider({ baseUrl, states: silent, source, timeout: "1 second" }).pipe(
        Effect.flip,
        Effect.filterOrDieMessage(Schema.is(VerificationFailed), "It was impossible")
      )
      assert.deepStrictEqual(broken(failure), [goneInteraction])
      assert.strictEqual(mismatchOf(failure), "The provider did not answer within 1s.")
    }).pipe(Effect.provide(sandboxWith(1)))
  )

  it.scopedLive("comes of a confirmation that cannot be read", () =>
    Effect.gen(function* () {
      const failure = yield* verifyMutated(ofHeader("encoding", "content-encoding", "gzip"))
      assert.include(mismatchOf(failure), "compressed")
    })
  )

  it.scopedLive("goes to JSON and back", () =>
    Effect.gen(function* () {
      const failure = yield* verifyMutated(ofHeader("content type", "content-type", "text/html"))
      const JsonFailure = Schema.parseJson(VerificationFailed)
      const json = yield* Schema.encode(JsonFailure)(failure)
      const back = yield* Schema.decode(JsonFailure)(json)
      assert.deepStrictEqual(back.failed, failure.failed)
      assert.strictEqual(back.failed.length, interactions.length)
    })
  )

  it.scopedLive("names both links where a deletion confirms another one", () =>
    Effect.gen(function* () {
      const failure = yield* verifyMutated(
        ofField(
          "linkId",
          ["data", "linkId"],
          () => "lnk_other",
          ({ name }) => name === "deletion"
        )
      )
      assert.lengthOf(failure.failed, 2)
      assert.match(mismatchOf(failure), /deletion of link lnk_other in workspace ws_\w+, but link lnk_\w+/)
    })
  )
})

describe("nothing to verify is impossible, and no success", () => {
  it.live("a file that is not there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(verify(sandboxStates, Source.File({ path: "nowhere.json" })))
      assert.include({ ...error }, { _tag: "VerificationImpossible", reason: "NoPact" })
      assert.include(error.message, "nowhere.json")
    })
  )

  it.live("a broker that cannot be reached, which is named", () =>
    Effect.gen(function* () {
      // Nothing listens on the port of the discard service.
      const baseUrl = "http://127.0.0.1:9"
      const error = yield* Effect.flip(verify(sandboxStates, Source.Broker({ baseUrl, providerBranch: "main" })))
      assert.include({ ...error }, { _tag: "VerificationImpossible", reason: "BrokerUnreachable" })
      assert.include(error.message, baseUrl)
    })
  )
})
