/** A response that can be rewritten, and the common ways to do so. */
import * as Predicate from "effect/Predicate"

export interface Message {
  readonly status: number
  /** The reason phrase; by default that of the status. */
  readonly reason?: string
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type JsonObject = Readonly<Record<string, unknown>>

/** The body of a message as an object. */
export const objectOf = ({ body }: Message): JsonObject => {
  const value: unknown = JSON.parse(body)
  if (!Predicate.isReadonlyRecord(value)) throw new Error(`Expected a JSON object: ${body}`)
  return value
}

/** With another body. */
export const withJson = (message: Message, value: unknown): Message => ({ ...message, body: JSON.stringify(value) })

/** With another header, or with none of that name. */
export const withHeader = ({ headers, ...message }: Message, name: string, value: string | undefined): Message => {
  const { [name]: _, ...others } = headers
  return { ...message, headers: value === undefined ? others : { ...others, [name]: value } }
}

export type Path = ReadonlyArray<string>

/** The replacement of a field: nothing, another name, another value. */
export type Replace = (value: unknown, name: string) => ReadonlyArray<readonly [string, unknown]>

/** An object in which a field is replaced. The others keep their order. */
export const replacing = (object: JsonObject, path: Path, replace: Replace): JsonObject => {
  const [name, ...rest] = path
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      if (key !== name) return [[key, value]]
      if (rest.length === 0) return replace(value, key)
      return [[key, Predicate.isReadonlyRecord(value) ? replacing(value, rest, replace) : value]]
    })
  )
}
