/**
 * Links to delete that stand in a file, or come from stdin.
 *
 * @since 0.1.0
 */
import { createReadStream } from "node:fs"
import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import { BadInput } from "./BadInput.js"
import type { Given } from "./Given.js"
import { Input } from "./Input.js"
import * as LinkLine from "./LinkLine.js"
import type { LinkSource } from "./LinkSource.js"
import { LinkSplitter, type Piece } from "./LinkSplitter.js"
import * as Pipe from "./Pipe.js"

/** An end of the text that is its own chunk, so that the splitter can complete the last piece. */
const endOfText = undefined

const refsOf = (
  source: string,
  workspaceId: string | undefined,
  bytes: Stream.Stream<Uint8Array, BadInput>
): Stream.Stream<LinkRef, BadInput> =>
  Stream.suspend(() => {
    const splitter = new LinkSplitter()
    const decoder = new TextDecoder("utf-8", { fatal: true })
    const decode = (chunk: Uint8Array | undefined): Effect.Effect<string, BadInput> =>
      Effect.try({
        try: () => decoder.decode(chunk, { stream: chunk !== endOfText }),
        catch: () => new BadInput({ source, line: undefined, problem: "It is not UTF-8" })
      })
    const refsIn = (pieces: ReadonlyArray<Piece>): Stream.Stream<LinkRef, BadInput> => {
      const [problems, refs] = Arr.partitionMap(pieces, (piece) =>
        Either.mapLeft(
          LinkLine.read(piece, workspaceId),
          (problem) => new BadInput({ source, line: piece.line, problem })
        )
      )
      return problems[0] === undefined ? Stream.fromIterable(refs) : Stream.fail(problems[0])
    }
    return Stream.concat(bytes, Stream.make(endOfText)).pipe(
      Stream.mapEffect((chunk) => Effect.map(decode(chunk), (text) => splitter.push(text, chunk === endOfText))),
      Stream.flatMap(refsIn)
    )
  })

const fromPipe = (source: string, workspaceId: string | undefined, bytes: Stream.Stream<Uint8Array, Pipe.PipeBroken>) =>
  refsOf(
    source,
    workspaceId,
    Stream.mapError(bytes, ({ message }) => new BadInput({ source, line: undefined, problem: message }))
  )

const fromFile = (
  path: string,
  workspaceId: string | undefined
): Effect.Effect<LinkSource, BadInput, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const unreadable = (error: PlatformError) =>
      new BadInput({
        source: path,
        line: undefined,
        problem: error._tag === "SystemError" && error.reason === "NotFound" ? "There is no such file" : error.message
      })
    const { type } = yield* Effect.mapError(files.stat(path), unreadable)
    // A pipe can be read once only, so that nothing is known of it before.
    if (type !== "File") {
      return {
        refs: fromPipe(
          path,
          workspaceId,
          Pipe.bytes(() => createReadStream(path))
        ),
        total: undefined,
        named: []
      }
    }
    const refs = refsOf(path, workspaceId, Stream.mapError(files.stream(path), unreadable))
    return { refs, total: yield* Stream.runCount(refs), named: [] }
  })

const fromStdin = (workspaceId: string | undefined): Effect.Effect<LinkSource, never, Input> =>
  Effect.map(Input, ({ stdin }) => ({
    total: undefined,
    named: [],
    refs: fromPipe("stdin", workspaceId, Stream.unwrap(stdin))
  }))

/**
 * Opens the file, or stdin. A file is read to its end, so that a bad line is found before anything is sent, and again while
 * links are deleted: however long it is, it does not have to fit into memory. A pipe can be read once only; a bad line ends
 * it where it stands.
 *
 * @since 0.1.0
 * @category constructors
 */
export const open = (
  given: Exclude<Given, { readonly _tag: "Arguments" }>
): Effect.Effect<LinkSource, BadInput, Input> =>
  given._tag === "File"
    ? Effect.provide(fromFile(given.path, given.workspaceId), NodeFileSystem.layer)
    : fromStdin(given.workspaceId)
