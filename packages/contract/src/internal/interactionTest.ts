/** The test of one interaction: a client makes the request, and its pact is what it and the mock server agree on. */
import * as Fs from "node:fs/promises"
import * as Path from "node:path"
import { PactV4 } from "@pact-foundation/pact"
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import type { Call, Check, Implementation, Outcome } from "../Client.js"
import type { Interaction } from "../Interaction.js"
import { errorText } from "./errorText.js"
import * as Foreign from "./foreign.js"
import * as PactInteraction from "./pactInteraction.js"
import * as RequestRecorder from "./requestRecorder.js"
import { temporaryFolder } from "./temporaryFolder.js"

/** What was wrong, and what the check threw, if that was it. */
export interface Failure {
  readonly problems: Arr.NonEmptyReadonlyArray<string>
  readonly thrown?: { readonly error: unknown }
}

export interface Options<A, E, R> {
  readonly consumer: string
  readonly provider: string
  readonly interaction: Interaction
  readonly implementation: Implementation<A, E, R>
  readonly check: Check<A> | undefined
  readonly timeout: Duration.Duration
}

const PactFile = Schema.parseJson(
  Schema.Struct({
    consumer: Schema.Unknown,
    interactions: Schema.Array(Schema.Unknown),
    metadata: Schema.Unknown,
    provider: Schema.Unknown
  })
)

/** A pact with the one interaction. */
export type PactFile = typeof PactFile.Type

const decodePactFile = Schema.decode(PactFile)

/** A call and what was seen of it. There is no outcome where it did not end. */
interface Called<A> {
  readonly outcome: Option.Option<Outcome<A>>
  readonly requests: number
  readonly redact: (text: string) => string
}

const noPromise = new TypeError(
  "The client returned neither a promise nor an effect of Effect 3. An effect of another version has to be run by its own Effect.runPromise."
)

const start = <A, E, R>(implementation: Implementation<A, E, R>, call: Call): Effect.Effect<A, unknown, R> =>
  Effect.suspend<A, unknown, R>(() => {
    const result = implementation(call)
    if (Effect.isEffect(result)) return result
    return Predicate.isPromiseLike(result) ? Foreign.settled(() => result) : Effect.fail(noPromise)
  })

const outcomeOf = <A, R>(call: Effect.Effect<A, unknown, R>): Effect.Effect<Outcome<A>, never, R> =>
  Effect.matchCause(call, {
    onFailure: (cause): Outcome<A> => ({ _tag: "Failure", error: Cause.squash(cause) }),
    onSuccess: (value) => ({ _tag: "Success", value })
  })

const callThrough = <A, E, R>({ implementation, interaction, timeout }: Options<A, E, R>, mockServer: string) =>
  Effect.gen(function* () {
    const { baseUrl, redact, requests } = yield* RequestRecorder.make(mockServer)
    const { apiKey, linkId, workspaceId } = PactInteraction.example
    const key = interaction.sendsKey ? apiKey : ""
    const outcome = yield* outcomeOf(start(implementation, { baseUrl, workspaceId, linkId, apiKey: () => key })).pipe(
      // Whoever cannot be interrupted is not waited for.
      Effect.disconnect,
      Effect.timeoutOption(timeout)
    )
    return { outcome, requests: requests(), redact } satisfies Called<A>
  }).pipe(Effect.scoped)

// The mock server shows the headers of a request that it did not expect, and a client may have sent a key of its own.
const withoutKey = (text: string): string => text.replace(/(authorization:\s*|Bearer\s+)[^\n'"`]*/gi, "$1<redacted>")

const problemsOf = <A>(
  { interaction, timeout }: Pick<Options<A, never, never>, "interaction" | "timeout">,
  { outcome, redact, requests }: Called<A>,
  mismatch: string | undefined
): ReadonlyArray<string> => {
  const ended = Option.getOrUndefined(outcome)
  const problems: Array<string> = []
  if (ended === undefined) problems.push(`The call did not end within ${Duration.format(timeout)}.`)
  if (mismatch !== undefined) problems.push(mismatch)
  if (requests > 1) {
    problems.push(`The client sent ${requests} requests, where one is allowed: switch its retries off.`)
  }
  if (problems.length === 0 && ended?._tag === "Failure" && interaction.succeeds) {
    problems.push("The call failed, where it has to succeed.")
  }
  if (problems.length === 0 && ended?._tag === "Success" && !interaction.succeeds) {
    problems.push("The call succeeded, where it has to fail.")
  }
  if (problems.length > 0 && ended?._tag === "Failure") {
    problems.push(`The client's own error: ${errorText(ended.error)}`)
  }
  return problems.map((problem) => redact(withoutKey(problem)))
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const checked = <A>(check: Check<A>, outcome: Outcome<A>, interaction: Interaction): Effect.Effect<void, Failure> =>
  Effect.tryPromise({
    try: async () => check(outcome, interaction),
    catch: (error) => ({ problems: [messageOf(error)], thrown: { error } })
  })

// As the mock server says it, without the headings around it.
const mismatchOf = (error: unknown): string =>
  messageOf(error)
    .replace(/^[\s\S]*?mismatches:\s*/, "")
    .replaceAll("\t", "")
    .trimEnd()

const readPact = (folder: string) =>
  Effect.promise(async () => {
    const [name = ""] = await Fs.readdir(folder)
    return Fs.readFile(Path.join(folder, name), "utf8")
  }).pipe(Effect.flatMap(decodePactFile), Effect.orDie)

/** Lets a client make the request of an interaction. */
export const run = <A, E, R>(options: Options<A, E, R>): Effect.Effect<PactFile, Failure, R> =>
  Effect.gen(function* () {
    const { check, consumer, interaction, provider } = options
    const runtime = yield* Effect.runtime<R>()
    const folder = yield* temporaryFolder
    // Pact merges into the file that it finds: each interaction has a folder of its own.
    const pact = new PactV4({ consumer, provider, dir: folder, logLevel: "error" })
    let called: Called<A> | undefined
    const mismatch = yield* Effect.promise(() =>
      PactInteraction.execute(pact, interaction, async (mockServer) => {
        called = await Runtime.runPromise(runtime)(callThrough(options, mockServer))
      }).then(() => undefined, mismatchOf)
    )
    if (called === undefined) return yield* Effect.dieMessage(mismatch ?? "The mock server did not start.")
    const problems = problemsOf(options, called, mismatch)
    if (Arr.isNonEmptyReadonlyArray(problems)) return yield* Effect.fail({ problems })
    if (check !== undefined) yield* checked(check, Option.getOrThrow(called.outcome), interaction)
    return yield* readPact(folder)
  }).pipe(Effect.scoped)
