import { MatchersV3, type PactV4 } from "@pact-foundation/pact"
import { ExpectedResponse, type Interaction } from "../Interaction.js"
import { meanings, type Subject } from "../ProviderState.js"

/** The link that consumers delete, which does not exist, and a key that is none: a pact holds no secret. */
export const example = {
  workspaceId: "ws_example",
  linkId: "lnk_example",
  apiKey: "example-key",
  undeclaredCode: "UNDECLARED"
} as const

/** The path of the operation with the ids of a subject in it. */
const pathOf = (workspaceId: string, linkId: string): string => `/public/workspace/${workspaceId}/links/${linkId}`

// `MatchersV3.fromProviderState` compares the consumer's request by type, so that any path would do. With `equal` the
// consumer has to send the example, and the verifier still puts the provider's own values in its place.
const injected = (expression: string, value: string) => ({
  ...MatchersV3.equal(value),
  "pact:generator:type": "ProviderState",
  expression
})

/** The placeholder for a value that the provider's state returned. */
const placeholder = (name: keyof Subject): string => `\${${name}}`

const path = injected(
  pathOf(placeholder("workspaceId"), placeholder("linkId")),
  pathOf(example.workspaceId, example.linkId)
)

const authorization = injected(`Bearer ${placeholder("apiKey")}`, `Bearer ${example.apiKey}`)

const contentType = MatchersV3.regex("(?i)^application/json(\\s*;.*)?$", "application/json")

// `eachKey` does not require a key to be there: the deletion that is not closed does.
const closed = (content: Record<string, unknown>) => {
  const names = Object.keys(content)
  return MatchersV3.eachKeyMatches(content, MatchersV3.regex(`^(${names.join("|")})$`, names[0] ?? ""))
}

const text = MatchersV3.like

// An empty code is as good as none. `MatchersV3` has no two matchers for one value, and Pact has.
const nonEmptyText = (value: string) => ({
  "pact:matcher:type": [{ "pact:matcher:type": "type" }, { "pact:matcher:type": "notEmpty" }],
  value
})

const ids = { workspaceId: text(example.workspaceId), linkId: text(example.linkId) }

const bodyOf: (response: ExpectedResponse) => unknown = ExpectedResponse.$match({
  Deletion: (response) => {
    const message = text("Link deleted successfully")
    return response.closed ? closed({ message, data: closed(ids) }) : { message, data: ids }
  },
  Documented: ({ entry, status }) => ({ defined: true, code: entry.code, status, message: text(entry.message) }),
  Undeclared: ({ status }) => ({
    defined: false,
    code: nonEmptyText(example.undeclaredCode),
    status,
    message: text("An error that is not declared")
  })
})

/**
 * Adds an interaction to a pact and lets a consumer make the request, given the URL of the mock server. It rejects with
 * the mock server's message, when that is not the expected request.
 */
export const execute = (
  pact: PactV4,
  { description, pending, response, sendsKey, state }: Interaction,
  test: (mockServer: string) => Promise<void>
): Promise<void> =>
  pact
    .addInteraction()
    .given(state, { status: response.status })
    .uponReceiving(description)
    .comment(meanings[state])
    .pending(pending)
    .withRequest("DELETE", path, (request) => {
      if (sendsKey) request.headers({ Authorization: authorization })
    })
    .willRespondWith(response.status, (expected) => {
      expected.headers({ "Content-Type": contentType }).jsonBody(bodyOf(response))
    })
    .executeTest(({ url }) => test(url))
