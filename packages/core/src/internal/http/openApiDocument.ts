type JsonObject = Record<string, unknown>

// The error that `HttpApi` adds to every operation for requests that it cannot decode. The provider has none of the kind.
const ownError = "#/components/schemas/HttpApiDecodeError"

const isOwnError = (schema: { readonly $ref?: unknown }): boolean => schema.$ref === ownError

// An error may carry more than is documented; only the deletion is closed. And every `data` would be given the same `$id`,
// which a document must not hold twice.
const ownKeys: ReadonlySet<string> = new Set(["additionalProperties", "$id", "title"])

const asDocumented = (key: string, value: unknown): unknown => {
  if (ownKeys.has(key)) return undefined
  return Array.isArray(value) ? value.filter((schema) => !isOwnError(schema)) : value
}

/** An operation with the provider's errors only. */
export const withDocumentedErrors = (operation: JsonObject): JsonObject => {
  const { 200: deletion, ...errors } = Object(operation["responses"])
  return { ...operation, responses: { 200: deletion, ...JSON.parse(JSON.stringify(errors), asDocumented) } }
}

/** A document without the schemas that only `HttpApi`'s own error refers to. */
export const withoutOwnSchemas = (document: JsonObject): JsonObject => {
  const { schemas: _, ...components } = Object(document["components"])
  return { ...document, components }
}
