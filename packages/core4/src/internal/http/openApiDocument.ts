type JsonObject = Record<string, unknown>

const asDocumented = (key: string, value: unknown): unknown => (key === "additionalProperties" ? undefined : value)

/** An operation whose errors may carry more than is documented. Only the deletion is closed. */
export const withOpenErrors = (operation: JsonObject): JsonObject => {
  const { 200: deletion, ...errors } = Object(operation["responses"])
  return { ...operation, responses: { 200: deletion, ...JSON.parse(JSON.stringify(errors), asDocumented) } }
}
