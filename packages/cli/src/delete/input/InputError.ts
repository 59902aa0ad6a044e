/**
 * Input that names no links.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import { withoutApiKeys } from "../../terminal/SecretText.js"

/**
 * A file or stdin cannot be read as links.
 *
 * @since 0.1.0
 * @category errors
 */
export class InputError extends Data.TaggedError("InputError")<{
  /** The file as it was named, or `stdin`. */
  readonly source: string
  /** The line, from 1; `undefined` where the whole input is meant. */
  readonly line: number | undefined
  readonly problem: string
}> {}

/**
 * Renders the problem and its place.
 *
 * @since 0.1.0
 * @category rendering
 */
export const render = ({ line, problem, source }: InputError): string =>
  withoutApiKeys(`${source}${line === undefined ? "" : `, line ${line}`}: ${problem}`)
