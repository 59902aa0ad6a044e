/**
 * Asks before many links are deleted.
 *
 * @since 0.1.0
 */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import * as ExitCode from "../command/ExitCode.js"
import { counted } from "../terminal/Format.js"
import { Input } from "../terminal/Input.js"
import { Output } from "../terminal/Output.js"
import * as DistinctLinks from "./DistinctLinks.js"
import type { InputError } from "./input/InputError.js"
import type { LinkSource } from "./input/LinkSource.js"

/** So many can be looked over by whoever typed or pasted them. */
const unasked = 100

/** The source with its different links counted or, where it can be read once only, with the first of them read. */
const countedUp = (source: LinkSource): Effect.Effect<LinkSource, InputError, Scope.Scope> =>
  source.total !== undefined
    ? Effect.map(DistinctLinks.count(source.refs), (total) => ({ ...source, total }))
    : Effect.map(Stream.peel(source.refs, Sink.take(unasked + 1)), ([first, others]) => ({
        ...source,
        total: Chunk.size(first) > unasked ? undefined : Chunk.size(first),
        refs: Stream.concat(Stream.fromChunk(first), others)
      }))

const many = ({ total }: LinkSource): string =>
  total === undefined ? `more than ${unasked} links` : counted(total, "link")

/**
 * The source as it is to be deleted, when it is to be. Only where somebody looks on is there anybody to ask: a script has
 * decided by itself.
 *
 * @since 0.1.0
 * @category operations
 */
export const confirm = (
  source: LinkSource
): Effect.Effect<LinkSource, InputError | ExitCode.Ended, Input | Output | Scope.Scope> =>
  Effect.gen(function* () {
    const { diagnostics } = yield* Output
    if (!diagnostics.isTerminal) return source
    const known = yield* countedUp(source)
    if (known.total !== undefined && known.total <= unasked) return known
    const input = yield* Input
    if (!input.isTerminal) return yield* ExitCode.endedSaying(`To delete ${many(known)}, say --yes.`, 2)
    const answer = yield* input.ask(`Delete ${many(known)}? They cannot be restored. [y/N] `)
    return /^y(es)?$/i.test(answer.trim()) ? known : yield* ExitCode.endedSaying("Nothing was deleted.", 2)
  })
