import * as Schema from "effect/Schema"

/** A field with a default, both where a value is made and where it is decoded. */
export const withDefault = <A, I>(schema: Schema.Schema<A, I>, value: NoInfer<Exclude<A, undefined>>) =>
  Schema.optional(schema).pipe(Schema.withDefaults({ constructor: () => value, decoding: () => value }))
