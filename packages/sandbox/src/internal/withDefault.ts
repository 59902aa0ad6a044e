import * as Schema from "effect/Schema"

/** A field that may be left out where a value is made and where it is read. */
export const withDefault = <A, I>(schema: Schema.Schema<A, I>, value: NoInfer<Exclude<A, undefined>>) =>
  Schema.optional(schema).pipe(Schema.withDefaults({ constructor: () => value, decoding: () => value }))
