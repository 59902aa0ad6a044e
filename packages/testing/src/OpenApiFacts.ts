/** The facts that two OpenAPI documents must agree on, as sentences that can be compared and read. */

export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

const member = (value: Json | undefined, key: string): Json | undefined =>
  typeof value === "object" && value !== null && key in value ? Object(value)[key] : undefined

const at = (value: Json | undefined, ...keys: ReadonlyArray<string>): Json | undefined =>
  keys.reduce<Json | undefined>(member, value)

const entries = (value: Json | undefined): ReadonlyArray<readonly [string, Json]> =>
  typeof value === "object" && value !== null ? Object.entries(value) : []

const list = (value: Json | undefined): ReadonlyArray<Json> => (Array.isArray(value) ? value : [])

const show = (value: Json | undefined): string => JSON.stringify(value) ?? "nothing"

// `const: x` and `enum: [x]` say the same, and so do `oneOf` and `anyOf` where the branches exclude each other.
const constant = (schema: Json | undefined): Json | undefined => at(schema, "const") ?? at(schema, "enum", "0")

const branches = (schema: Json | undefined): ReadonlyArray<Json> => {
  const several = list(at(schema, "oneOf") ?? at(schema, "anyOf"))
  return several.length > 0 || schema === undefined ? several : [schema]
}

const propertyFacts = (schema: Json | undefined, path: string): ReadonlyArray<string> => [
  `${path} requires ${list(at(schema, "required")).map(String).sort().join(", ") || "nothing"}`,
  ...(at(schema, "additionalProperties") === false ? [`${path} allows nothing else`] : []),
  ...entries(at(schema, "properties")).flatMap(([name, property]) => [
    `${path}.${name} is ${show(constant(property) ?? at(property, "type"))}, at least ${show(at(property, "minLength"))} long, by default ${show(at(property, "default"))}`,
    ...(at(property, "properties") === undefined ? [] : propertyFacts(property, `${path}.${name}`))
  ])
]

const responseFacts = (operation: Json, path: string): ReadonlyArray<string> =>
  entries(at(operation, "responses")).flatMap(([status, response]) =>
    entries(at(response, "content")).flatMap(([contentType, content]) =>
      branches(at(content, "schema")).flatMap((branch) =>
        propertyFacts(
          branch,
          `${path} ${status} ${contentType} ${show(constant(at(branch, "properties", "code")))} ${show(constant(at(branch, "properties", "defined")))}`
        )
      )
    )
  )

const parameterFacts = (operation: Json, path: string): ReadonlyArray<string> =>
  list(at(operation, "parameters")).map(
    (parameter) =>
      `${path} takes ${show(at(parameter, "name"))} in ${show(at(parameter, "in"))}, required ${show(at(parameter, "required"))}, ${show(at(parameter, "schema", "type"))} of at least ${show(at(parameter, "schema", "minLength"))}`
  )

// The security of an operation is its own, or else the document's.
const securityFacts = (document: Json, operation: Json, path: string): ReadonlyArray<string> =>
  list(at(operation, "security") ?? at(document, "security"))
    .flatMap((requirement) => entries(requirement))
    .map(([name]) => {
      const scheme = at(document, "components", "securitySchemes", name)
      return `${path} is secured by ${name}: ${show(at(scheme, "type"))} ${show(at(scheme, "scheme"))}`
    })

/** The facts of a document, in no particular order. */
export const facts = (document: Json): ReadonlySet<string> =>
  new Set([
    ...list(at(document, "servers")).map((server) => `a server is ${show(at(server, "url"))}`),
    ...entries(at(document, "paths")).flatMap(([path, item]) =>
      entries(item).flatMap(([method, operation]) => {
        const name = `${method.toUpperCase()} ${path}`
        return [
          `${name} is ${show(at(operation, "operationId"))}`,
          ...parameterFacts(operation, name),
          ...securityFacts(document, operation, name),
          ...responseFacts(operation, name)
        ]
      })
    )
  ])

/** The facts in one document only: `-` in the expected one, `+` in the actual one. */
export const differences = (expected: Json, actual: Json): ReadonlyArray<string> => {
  const expectedFacts = facts(expected)
  const actualFacts = facts(actual)
  return [
    ...[...expectedFacts].filter((fact) => !actualFacts.has(fact)).map((fact) => `- ${fact}`),
    ...[...actualFacts].filter((fact) => !expectedFacts.has(fact)).map((fact) => `+ ${fact}`)
  ]
}
