/** The outcome of a call after a response was lost, stated once for every client. */
import { describe, expect, it } from "vitest"
import {
  connectionRefused,
  connectionReset,
  type DocumentedFailure,
  deleted,
  deleteFailed,
  documented,
  html,
  json,
  keyExpired,
  linkGone,
  rateLimited,
  unavailable,
  undocumented
} from "./Answers.js"
import { type Answer, type Client, ordinaryLink } from "./Client.js"
import { failureClasses } from "./FailureClasses.js"

// When is stated elsewhere: here nothing is waited for.
const policy = { baseDelay: 0, attemptTimeout: 500 }

const gone = linkGone({ "x-request-id": "req_2" })
const limited = rateLimited()

/** Declares the tests of a client. */
export const lostReplies = (client: Client, catalogue: ReadonlyArray<DocumentedFailure>): void => {
  const classes = failureClasses(catalogue)
  const answered = (...answers: ReadonlyArray<Answer>) => client({ answers, policy })
  const always = (answer: Answer) => client({ answers: [], otherwise: answer, policy })

  describe("LINK_GONE after a first attempt", () => {
    const retried = classes.filter((failure) => failure.retried)

    it.for(retried.filter(({ open }) => open))(
      "that may have been carried out is a success: $name",
      async ({ answer }) => {
        expect((await answered(answer, gone)).link).toEqual({
          ...ordinaryLink,
          message: "Link has been deleted",
          confirmation: "GoneAfterLostReply",
          attempts: 2,
          requestId: "req_2"
        })
      }
    )

    it.for(retried.filter(({ open }) => !open))("that was not carried out is LinkGone: $name", async ({ answer }) => {
      const { failure } = await answered(answer, gone)
      expect(failure).toMatchObject({ _tag: "LinkGone", attempts: 2, outcome: "NotDeleted" })
    })
  })

  describe("LINK_GONE", () => {
    it("on the first attempt is the failure LinkGone", async () => {
      const { failure } = await answered(gone)
      expect(failure).toMatchObject({ _tag: "LinkGone", attempts: 1, outcome: "NotDeleted" })
    })

    it.for<readonly [name: string, answers: ReadonlyArray<Answer>]>([
      ["after a lost response and a spent quota", [connectionReset, limited, gone]],
      ["after a spent quota and a lost response", [limited, connectionReset, gone]],
      ["after a lost response and a refused connection", [connectionReset, connectionRefused, gone]],
      [
        "after four attempts, the first of them lost",
        [deleteFailed(), limited, unavailable(), connectionRefused, gone]
      ],
      ["in the shape of the prose documentation", [deleteFailed(), json(410, { error: "LINK_GONE", message: "m" })]]
    ])("is a success %s", async ([, answers]) => {
      const { link } = await answered(...answers)
      expect(link).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: answers.length })
    })

    it("is a failure after a spent quota, an absent key service and a refused connection", async () => {
      const { failure } = await answered(limited, unavailable(), connectionRefused, gone)
      expect(failure).toMatchObject({ _tag: "LinkGone", attempts: 4, outcome: "NotDeleted" })
    })

    it("is a success when another key had to be taken up in between", async () => {
      const { link, requests } = await client({
        answers: [connectionReset, keyExpired, gone],
        policy,
        keys: ["first", "first", "second"]
      })
      expect(link).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: 3 })
      expect(requests.map(({ headers }) => headers["authorization"])).toEqual(["first", "first", "second"])
    })
  })

  describe("the outcome of a call that ends with a failure", () => {
    const cases = classes.map((failure) => ({ ...failure, outcome: failure.open ? "Unknown" : "NotDeleted" }))

    it.for(cases)("is $outcome at a single attempt that meets $name", async ({ answer, outcome }) => {
      const { failure } = await client({ answers: [answer], policy: { ...policy, maxAttempts: 1 } })
      expect(failure).toMatchObject({ outcome })
    })

    it.for(classes.filter(({ tag }) => tag !== "LinkGone"))(
      "is Unknown for good once a response was lost, then $name",
      async ({ answer }) => {
        const { failure } = await client({ answers: [connectionReset, answer], policy: { ...policy, maxAttempts: 2 } })
        expect(failure).toMatchObject({ attempts: 2, outcome: "Unknown" })
      }
    )

    it("is Unknown after the last attempt of many that were lost", async () => {
      const { failure } = await always(connectionReset)
      expect(failure).toMatchObject({ _tag: "TransportError", attempts: 5, outcome: "Unknown" })
    })

    it("is NotDeleted after the last attempt of many that were rate-limited", async () => {
      const { failure } = await always(limited)
      expect(failure).toMatchObject({ _tag: "RateLimited", attempts: 5, outcome: "NotDeleted" })
    })
  })

  describe("after a lost response", () => {
    const workspaceGone = documented({ code: "WORKSPACE_GONE", status: 410, message: "m" })
    const linkNotFound = documented({ code: "LINK_NOT_FOUND", status: 404, message: "m" })

    it.for<readonly [name: string, answer: Answer, tag: string]>([
      ["WORKSPACE_GONE", workspaceGone, "WorkspaceGone"],
      ["LINK_NOT_FOUND", linkNotFound, "LinkNotFound"],
      ["another 410", undocumented(410), "UndocumentedError"],
      ["a 410 of a gateway", html(410), "UnexpectedResponse"]
    ])("%s is no success: it does not say that the link was deleted", async ([, answer, tag]) => {
      const { failure } = await answered(connectionReset, answer)
      expect(failure).toMatchObject({ _tag: tag, attempts: 2, outcome: "Unknown" })
    })

    it("the confirmation of the deletion is a plain success", async () => {
      const { link } = await answered(connectionReset, deleted())
      expect(link).toMatchObject({ confirmation: "Reply", attempts: 2 })
    })
  })
}
