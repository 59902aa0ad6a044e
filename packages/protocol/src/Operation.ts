/**
 * The description of one operation of the API, from which its requests are built and its responses are read.
 *
 * @since 0.1.0
 */
import type { Tag } from "./Catalogue.js"
import type { DeclaredTag, InvalidTag, UnexpectedReason } from "./Failure.js"
import type { Result } from "./Result.js"

/**
 * A JSON object.
 *
 * @since 0.1.0
 * @category models
 */
export type JsonObject = Readonly<Record<string, unknown>>

/**
 * The reason why the body of a 200 is not the documented envelope.
 *
 * @since 0.1.0
 * @category models
 */
export interface UnknownBody {
  readonly reason: UnexpectedReason
  /** A clause that completes "The response with status 200 was not understood: ". */
  readonly problem: string
}

/**
 * The reason why an input cannot be sent.
 *
 * @since 0.1.0
 * @category models
 */
export interface InvalidInput {
  readonly field: string
  /** A clause that completes "The workspaceId ". */
  readonly problem: string
}

/**
 * An operation of the API, and the tags of the failures that it declares.
 *
 * @since 0.1.0
 * @category models
 */
export interface Operation<Input, Value, T extends DeclaredTag = DeclaredTag> {
  readonly method: "DELETE" | "GET"
  /** The path, with the names of the ids in braces. Each name is a field of the input. */
  readonly urlTemplate: string
  /** The fields of an input, which its failures have too. Whatever else a caller's object holds is left out. */
  readonly fieldsOf: (input: Input) => Input
  /** The query, from `?` on; the empty string is none. */
  readonly query: (input: Input) => string
  /** The most of a response that is read, in bytes. */
  readonly maxBodyBytes: number
  /** The documented failures of the operation. */
  readonly errors: ReadonlyArray<Extract<T, Tag>>
  /** The failure of an input that cannot be sent. */
  readonly invalidTag: Extract<T, InvalidTag>
  /** Checks what the ids' own check leaves: whatever the query takes. `undefined` where it can be sent. */
  readonly check: (input: Input) => InvalidInput | undefined
  /** True when the server's state differs after a request was carried out. */
  readonly changesState: boolean
  /**
   * The documented failure that confirms an earlier attempt whose response was lost: whatever that attempt asked for is
   * done. `undefined` where no failure says so.
   */
  readonly confirmedBy: Extract<T, Tag> | undefined
  /** Reads the body of a 200. Its texts may still hold the key. */
  readonly decode: (body: JsonObject, input: Input) => Result<Value, UnknownBody>
}
