/** The contract, as the clients of this repository keep it: a test per interaction. */
import { readFile } from "node:fs/promises"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { errorStatuses } from "@effect-userplane/core/UserplaneApi"
import { implementation } from "../scripts/effectUserplane.js"
import { consumerPact, interactions } from "../src/index.js"
import { committedPact } from "./committedPact.js"
import * as Effect4Client from "./effect4Client.js"
import { type Folder, makeFolder } from "./temporaryFolder.js"

/** An interaction, and how the call of the client ends. */
interface Expected {
  readonly given: string
  readonly uponReceiving: string
  readonly willRespondWith: number
  readonly succeedsWith?: object
  readonly failsWith?: object
}

const deleted = {
  workspaceId: "ws_example",
  linkId: "lnk_example",
  confirmation: "Reply",
  attempts: 1
}

const undeclared = errorStatuses.map(
  (status): Expected => ({
    given: "the provider fails in an undeclared way",
    uponReceiving: `a request to delete a link that meets an undeclared ${status}`,
    willRespondWith: status,
    failsWith: {
      _tag: "UndocumentedError",
      code: "UNDECLARED",
      outcome: status < 500 || status === 503 ? "NotDeleted" : "Unknown"
    }
  })
)

const contract: ReadonlyArray<Expected> = [
  {
    given: "the link can be deleted",
    uponReceiving: "a request to delete a link",
    willRespondWith: 200,
    succeedsWith: deleted
  },
  {
    given: "the link can be deleted",
    uponReceiving: "a request to delete a link, answered with the documented fields alone",
    willRespondWith: 200,
    succeedsWith: deleted
  },
  {
    given: "an id breaks the provider's rules",
    uponReceiving: "a request to delete a link with an id that breaks the rules",
    willRespondWith: 400,
    failsWith: { _tag: "BadRequest", code: "BAD_REQUEST", outcome: "NotDeleted" }
  },
  {
    given: "the link can be deleted",
    uponReceiving: "a request to delete a link without a key",
    willRespondWith: 401,
    failsWith: { _tag: "ApiKeyRequired", code: "API_KEY_REQUIRED", outcome: "NotDeleted" }
  },
  {
    given: "the key is unknown",
    uponReceiving: "a request to delete a link with an unknown key",
    willRespondWith: 401,
    failsWith: { _tag: "ApiKeyInvalid", code: "API_KEY_INVALID", outcome: "NotDeleted" }
  },
  {
    given: "the key has expired",
    uponReceiving: "a request to delete a link with an expired key",
    willRespondWith: 401,
    failsWith: { _tag: "ApiKeyExpired", code: "API_KEY_EXPIRED", outcome: "NotDeleted" }
  },
  {
    given: "the key is disabled",
    uponReceiving: "a request to delete a link with a disabled key",
    willRespondWith: 403,
    failsWith: { _tag: "ApiKeyDisabled", code: "API_KEY_DISABLED", outcome: "NotDeleted" }
  },
  {
    given: "the user is not a member of the workspace",
    uponReceiving: "a request to delete a link from outside the workspace",
    willRespondWith: 403,
    failsWith: { _tag: "NotAMember", code: "NOT_A_MEMBER", outcome: "NotDeleted" }
  },
  {
    given: "the link is in another workspace",
    uponReceiving: "a request to delete a link of another workspace",
    willRespondWith: 403,
    failsWith: { _tag: "LinkWorkspaceMismatch", code: "LINK_WORKSPACE_MISMATCH", outcome: "NotDeleted" }
  },
  {
    given: "the user may not delete the link",
    uponReceiving: "a request to delete a link without the permission",
    willRespondWith: 403,
    failsWith: { _tag: "LinkDeleteForbidden", code: "LINK_DELETE_FORBIDDEN", outcome: "NotDeleted" }
  },
  {
    given: "the workspace does not exist",
    uponReceiving: "a request to delete a link of an unknown workspace",
    willRespondWith: 404,
    failsWith: { _tag: "WorkspaceNotFound", code: "WORKSPACE_NOT_FOUND", outcome: "NotDeleted" }
  },
  {
    given: "the link does not exist",
    uponReceiving: "a request to delete an unknown link",
    willRespondWith: 404,
    failsWith: { _tag: "LinkNotFound", code: "LINK_NOT_FOUND", outcome: "NotDeleted" }
  },
  {
    given: "the workspace was deleted",
    uponReceiving: "a request to delete a link of a deleted workspace",
    willRespondWith: 410,
    failsWith: { _tag: "WorkspaceGone", code: "WORKSPACE_GONE", outcome: "NotDeleted" }
  },
  {
    given: "the link was deleted before",
    uponReceiving: "a request to delete a deleted link",
    willRespondWith: 410,
    failsWith: { _tag: "LinkGone", code: "LINK_GONE", outcome: "NotDeleted" }
  },
  {
    given: "the user's quota is spent",
    uponReceiving: "a request to delete a link beyond the quota",
    willRespondWith: 429,
    failsWith: { _tag: "RateLimited", code: "RATE_LIMITED", outcome: "NotDeleted" }
  },
  {
    given: "the server fails to delete the link",
    uponReceiving: "a request to delete a link while deletions fail",
    willRespondWith: 500,
    failsWith: { _tag: "LinkDeleteFailed", code: "LINK_DELETE_FAILED", outcome: "Unknown" }
  },
  {
    given: "the key service is unavailable",
    uponReceiving: "a request to delete a link while no key can be verified",
    willRespondWith: 503,
    failsWith: { _tag: "ServiceUnavailable", code: "SERVICE_UNAVAILABLE", outcome: "NotDeleted" }
  },
  ...undeclared
]

const clients = [
  ["the client for Effect 3", implementation],
  ["the client for Effect 4", Effect4Client.implementation]
] as const

describe.each(clients)("%s", (_, client) => {
  const pact = consumerPact({ consumer: "effect-userplane", interactions })
  let folder: Folder
  beforeAll(async () => {
    folder = await makeFolder()
  })
  afterAll(() => folder.remove())

  for (const { failsWith, given, succeedsWith, uponReceiving, willRespondWith } of contract) {
    it(`given ${given}, upon receiving ${uponReceiving}, will respond with ${willRespondWith}`, async () => {
      const interaction = interactions.find(({ description }) => description === uponReceiving)
      if (interaction === undefined) throw new Error("There is no such interaction.")
      expect(interaction).toMatchObject({ state: given, response: { status: willRespondWith } })

      await pact.test<object, unknown>(interaction, client, (outcome) => {
        if (outcome._tag === "Success") expect(outcome.value).toMatchObject(succeedsWith ?? {})
        else expect(outcome.error).toMatchObject({ status: willRespondWith, attempts: 1, ...failsWith })
      })
    })
  }

  it("makes the committed pact, byte for byte", async () => {
    const path = await pact.write(folder.path)
    expect(await readFile(path, "utf8")).toBe(await readFile(committedPact, "utf8"))
  })
})
