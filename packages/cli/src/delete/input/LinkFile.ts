/**
 * Links to delete that stand in a file, or come from stdin.
 *
 * @since 0.1.0
 */
import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import { Input } from "../../terminal/Input.js"
import * as Pipe from "../../terminal/Pipe.js"
import { InputError } from "./InputError.js"
import type * as LinkParser from "./LinkParser.js"
import type { LinkSelection } from "./LinkSelection.js"
import type { LinkSource } from "./LinkSource.js"
import * as LinkText from "./LinkText.js"
import { readAhead } from "./ReadAhead.js"

const stdinName = "stdin"

/** Links that can be read again and again: to the end first, so that a bad line is found before anything is sent. */
const checked = (refs: LinkSource["refs"]): Effect.Effect<LinkSource, InputError> =>
  Effect.map(Stream.runCount(refs), (total) => ({ refs, total, named: [] }))

const unreadable = (source: string) => (error: PlatformError) =>
  new InputError({
    source,
    line: undefined,
    problem: error._tag === "SystemError" && error.reason === "NotFound" ? "There is no such file" : error.message
  })

const broken =
  (source: string) =>
  ({ message }: Pipe.PipeBroken) =>
    new InputError({ source, line: undefined, problem: message })

const fromRegularFile = (source: string, path: string, options: LinkParser.Options) =>
  Effect.flatMap(FileSystem.FileSystem, (files) =>
    checked(LinkText.refs(source, Stream.mapError(files.stream(path), unreadable(source)), options))
  )

// A pipe can be read once only, so that a long one is taken as it comes.
const fromPipe = (source: string, bytes: Stream.Stream<Uint8Array, Pipe.PipeBroken>, options: LinkParser.Options) =>
  Effect.flatMap(readAhead(Stream.mapError(bytes, broken(source))), ({ bytes, isWhole }) => {
    const refs = LinkText.refs(source, bytes, options)
    return isWhole ? checked(refs) : Effect.succeed<LinkSource>({ refs, total: undefined, named: [] })
  })

const fromFile = (path: string, options: LinkParser.Options) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { type } = yield* Effect.mapError(files.stat(path), unreadable(path))
    return yield* type === "File" ? fromRegularFile(path, path, options) : fromPipe(path, Pipe.fromPath(path), options)
  })

// A file that the shell has opened may have been read in part, so that it cannot be read twice either: a copy can.
const fromCopy = (bytes: Stream.Stream<Uint8Array, Pipe.PipeBroken>, options: LinkParser.Options) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const copy = yield* Effect.mapError(files.makeTempFileScoped(), unreadable(stdinName))
    yield* Stream.run(Stream.mapError(bytes, broken(stdinName)), Sink.mapError(files.sink(copy), unreadable(stdinName)))
    return yield* fromRegularFile(stdinName, copy, options)
  })

const fromStdin = (options: LinkParser.Options) =>
  Effect.flatMap(Input, ({ isFile, stdin }) => {
    const bytes = Stream.unwrap(stdin)
    return isFile ? fromCopy(bytes, options) : fromPipe(stdinName, bytes, options)
  })

/**
 * Opens the file, or stdin. A file is read to its end, so that a bad line is found before anything is sent, and again while
 * links are deleted: however long it is, it does not have to fit into memory. So is what a pipe holds when it ends soon. A
 * bad line in a longer one ends it where it stands.
 *
 * @since 0.1.0
 * @category constructors
 */
export const open = (
  selection: Exclude<LinkSelection, { readonly _tag: "Arguments" }>
): Effect.Effect<LinkSource, InputError, Input | Scope.Scope> =>
  Effect.provide(
    selection._tag === "File" ? fromFile(selection.path, selection) : fromStdin(selection),
    NodeFileSystem.layer
  )
