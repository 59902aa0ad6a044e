import { describe, expect, it } from "vitest"
import * as Catalogue from "../src/Catalogue.js"
import { deleteLink, listLinks } from "../src/Links.js"
import { isConfirmation } from "../src/LostReply.js"

const gone = Catalogue.byTag.LinkGone.tag

describe("isConfirmation", () => {
  it("takes LINK_GONE for the answer to an attempt that may have deleted the link", () => {
    expect(isConfirmation(deleteLink, { _tag: gone, status: 410 }, true)).toBe(true)
  })

  it("takes LINK_GONE for a failure where no attempt can have deleted the link", () => {
    expect(isConfirmation(deleteLink, { _tag: gone, status: 410 }, false)).toBe(false)
  })

  it.each(Catalogue.entries.filter(({ tag }) => tag !== gone))(
    "does not take $code for a confirmation: it does not say that the link was deleted",
    ({ status, tag }) => {
      expect(isConfirmation(deleteLink, { _tag: tag, status }, true)).toBe(false)
    }
  )

  it.each(["UndocumentedError", "UnexpectedResponse"] as const)(
    "does not take a 410 that is not documented for a confirmation: %s",
    (_tag) => {
      expect(isConfirmation(deleteLink, { _tag, status: 410 }, true)).toBe(false)
    }
  )

  it("does not take a lost connection for a confirmation", () => {
    const failure = { _tag: "TransportError", reason: "ConnectionLost" } as const
    expect(isConfirmation(deleteLink, failure, true)).toBe(false)
  })

  it("knows no confirmation of a listing", () => {
    expect(isConfirmation(listLinks, { _tag: gone, status: 410 }, true)).toBe(false)
    expect(isConfirmation(listLinks, { _tag: "WorkspaceGone", status: 410 }, true)).toBe(false)
  })
})
