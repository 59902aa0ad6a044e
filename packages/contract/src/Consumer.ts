/**
 * The contract as a consumer writes it: its own client makes every request of the contract to a mock server, and what
 * both agree on becomes a pact.
 *
 * @since 0.1.0
 */
import * as Fs from "node:fs/promises"
import * as Os from "node:os"
import * as Path from "node:path"
import { PactV4 } from "@pact-foundation/pact"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import { type Interaction, interactions } from "./Interaction.js"
import * as PactInteraction from "./internal/pactInteraction.js"

/**
 * The call that a client has to make: delete this link, there, with this key.
 *
 * @since 0.1.0
 * @category models
 */
export interface Call {
  /** Without a trailing slash. */
  readonly baseUrl: string
  readonly workspaceId: string
  readonly linkId: string
  /**
   * Returns the key; when empty, no `Authorization` header is to be sent. It is a function so that any program can read it,
   * and no log shows it by accident.
   */
  readonly apiKey: () => string
}

/**
 * A client: it deletes the link, or fails (rejects). It must send exactly one request, so retries have to be off.
 *
 * @since 0.1.0
 * @category models
 */
export type Implementation<A, E, R> = (call: Call) => Effect.Effect<A, E, R> | PromiseLike<A>

/**
 * @since 0.1.0
 * @category options
 */
export interface Options<A, E, R> {
  /** The consumer's name in the broker. */
  readonly consumer: string
  /** The folder of the pact. It is made where it is missing. */
  readonly directory: string
  readonly implementation: Implementation<A, E, R>
  /**
   * Checks how a call ended, beyond that deletions have to succeed and everything else has to fail.
   * Default: nothing.
   */
  readonly check?: (interaction: Interaction, exit: Exit.Exit<A, E | Cause.UnknownException>) => string | undefined
}

/**
 * The provider's name in the broker.
 *
 * @since 0.1.0
 * @category names
 */
export const provider = "userplane-public-api"

/**
 * A client that does not keep to the contract. No pact was written, and one from before is as it was.
 *
 * @since 0.1.0
 * @category errors
 */
export class PactNotWritten extends Schema.TaggedError<PactNotWritten>("@effect-userplane/contract/PactNotWritten")(
  "PactNotWritten",
  {
    consumer: Schema.String,
    /** The problems, by the description of the interaction. */
    problems: Schema.NonEmptyArray(Schema.Struct({ interaction: Schema.String, problem: Schema.String }))
  }
) {
  override get message(): string {
    const lines = this.problems.map(({ interaction, problem }) => `- ${interaction}: ${problem}`)
    return [`${this.consumer} does not keep to the contract, so no pact was written.`, ...lines].join("\n")
  }
}

const calling = <A, E, R>(
  implementation: Implementation<A, E, R>,
  call: Call
): Effect.Effect<A, E | Cause.UnknownException, R> =>
  Effect.suspend<A, E | Cause.UnknownException, R>(() => {
    const result = implementation(call)
    return Effect.isEffect(result) ? result : Effect.tryPromise(() => result)
  })

const problemOf = <A, E, R>(
  { check }: Options<A, E, R>,
  interaction: Interaction,
  exit: Exit.Exit<A, E | Cause.UnknownException>
): string | undefined => {
  const deleted = interaction.response._tag === "Deletion"
  if (deleted && Exit.isFailure(exit)) return `the call failed: ${Cause.pretty(exit.cause)}`
  if (!deleted && Exit.isSuccess(exit)) return "the call succeeded, although the link was not deleted"
  return check?.(interaction, exit)
}

// The mock server shows the headers of a request that it did not expect, and a client may have sent a key of its own.
const withoutKey = (text: string): string => text.replace(/(authorization:\s*|Bearer\s+)[^\n'"`]*/gi, "$1<redacted>")

const run = <A, E, R>(pact: PactV4, options: Options<A, E, R>, interaction: Interaction) =>
  Effect.flatMap(Effect.runtime<R>(), (runtime) => {
    const { apiKey, linkId, workspaceId } = PactInteraction.example
    return Effect.tryPromise({
      try: () =>
        PactInteraction.execute(pact, interaction, (baseUrl) =>
          // An exit, and no rejection: that would hide what the mock server has to say.
          Runtime.runPromiseExit(runtime)(
            calling(options.implementation, {
              baseUrl,
              workspaceId,
              linkId,
              apiKey: () => (interaction.sendsKey ? apiKey : "")
            })
          )
        ),
      catch: (error) => withoutKey(error instanceof Error ? error.message : String(error))
    }).pipe(
      Effect.flatMap((exit) => {
        const problem = exit === undefined ? "the call did not end" : problemOf(options, interaction, exit)
        return problem === undefined ? Effect.void : Effect.fail(problem)
      }),
      Effect.mapError((problem) => ({ interaction: interaction.description, problem }))
    )
  })

const temporaryFolder = Effect.acquireRelease(
  Effect.promise(() => Fs.mkdtemp(Path.join(Os.tmpdir(), "effect-userplane-pact-"))),
  (folder) => Effect.promise(() => Fs.rm(folder, { recursive: true }))
)

/**
 * Lets a client make every request of the contract, and writes the pact: the path of the file is
 * `{directory}/{consumer}-{provider}.json`. A pact that is already there is replaced, never merged with.
 *
 * Interactions run one after the other. Do not run this function in several processes on the same file.
 *
 * Fails with `PactNotWritten` when the client does not keep to the contract, with what went wrong per interaction. Dies
 * where the folder cannot be written.
 *
 * @example
 * ```ts
 * import { writePact } from "@effect-userplane/contract"
 *
 * const program = writePact({
 *   consumer: "my-service",
 *   directory: "pacts",
 *   implementation: async ({ apiKey, baseUrl, linkId, workspaceId }) => {
 *     const key = apiKey()
 *     const response = await fetch(`${baseUrl}/public/workspace/${workspaceId}/links/${linkId}`, {
 *       method: "DELETE",
 *       headers: key === "" ? {} : { authorization: `Bearer ${key}` }
 *     })
 *     if (!response.ok) throw new Error(await response.text())
 *   }
 * })
 * ```
 *
 * @since 0.1.0
 * @category contract
 */
export const writePact = <A, E = never, R = never>(
  options: Options<A, E, R>
): Effect.Effect<string, PactNotWritten, R> =>
  Effect.gen(function* () {
    const { consumer, directory } = options
    // Pact merges into the file that it finds, and would keep what is no longer part of the contract.
    const folder = yield* temporaryFolder
    const pact = new PactV4({ consumer, provider, dir: folder, logLevel: "error" })
    const [[first, ...others]] = yield* Effect.partition(interactions, (interaction) => run(pact, options, interaction))
    if (first !== undefined) return yield* new PactNotWritten({ consumer, problems: [first, ...others] })

    const name = `${consumer}-${provider}.json`
    const path = Path.join(directory, name)
    yield* Effect.promise(async () => {
      const content = await Fs.readFile(Path.join(folder, name), "utf8")
      await Fs.mkdir(directory, { recursive: true })
      await Fs.writeFile(path, `${content.trimEnd()}\n`)
    })
    return path
  }).pipe(Effect.scoped)
