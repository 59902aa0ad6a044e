/**
 * The links that a text names, while its bytes arrive.
 *
 * @since 0.1.0
 */
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import { InputError } from "./InputError.js"
import * as InputFormat from "./InputFormat.js"
import { InputText } from "./InputText.js"
import * as LinkParser from "./LinkParser.js"
import { LinkSplitter, type Piece, type Splitter } from "./LinkSplitter.js"

/** An end of the bytes that is its own chunk, so that what is at hand can be completed. */
const endOfBytes = undefined

const noBytes = new Uint8Array(0)

/** A splitter for what the text turns out to be. What reads tables is loaded only to do so. */
const splitterOf = (format: InputFormat.InputFormat): Effect.Effect<Splitter> =>
  format._tag === "Table"
    ? Effect.map(
        Effect.promise(() => import("./LinkTable.js")),
        ({ LinkTable }) => new LinkTable(format.delimiter, format.line)
      )
    : Effect.succeed(new LinkSplitter())

/** Splits a text whose format is not known before its first lines. */
const splitter = () => {
  let beginning = ""
  let known: Splitter | undefined
  return (text: string, isLast: boolean): Effect.Effect<ReadonlyArray<Piece>> => {
    if (known !== undefined) return Effect.succeed(known.push(text, isLast))
    beginning += text
    const format = InputFormat.detect(beginning, isLast)
    if (format === undefined) return Effect.succeed([])
    return Effect.map(splitterOf(format), (splitter) => {
      known = splitter
      return splitter.push(format._tag === "Table" ? beginning.slice(format.start) : beginning, isLast)
    })
  }
}

const newlines = (text: string): number => {
  let count = 0
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++
  return count
}

/**
 * The links, up to the first piece that names none.
 *
 * @param source - What the bytes are read from, for messages.
 *
 * @since 0.1.0
 * @category parsing
 */
export const refs = (
  source: string,
  bytes: Stream.Stream<Uint8Array, InputError>,
  options: LinkParser.Options
): Stream.Stream<LinkRef, InputError> =>
  Stream.suspend(() => {
    const decoder = new InputText()
    const split = splitter()
    let line = 1
    const bad = (line: number, problem: string) => Stream.fail(new InputError({ source, line, problem }))

    const refsOf = (pieces: ReadonlyArray<Piece>): Stream.Stream<LinkRef, InputError> => {
      const links: Array<LinkRef> = []
      for (const piece of pieces) {
        const read = LinkParser.read(piece, options)
        // What stands before it is taken.
        if (Either.isLeft(read)) return Stream.concat(Stream.fromIterable(links), bad(piece.line, read.left))
        for (const link of read.right) links.push(link)
      }
      return Stream.fromIterable(links)
    }

    const refsIn = (chunk: Uint8Array | undefined) => {
      const isLast = chunk === endOfBytes
      const { problem, text } = decoder.push(chunk ?? noBytes, isLast)
      line += newlines(text)
      return Effect.map(split(text, isLast && problem === undefined), (pieces) =>
        problem === undefined ? refsOf(pieces) : Stream.concat(refsOf(pieces), bad(line, problem))
      )
    }

    return Stream.concat(bytes, Stream.make(endOfBytes)).pipe(Stream.mapEffect(refsIn), Stream.flatten())
  })
