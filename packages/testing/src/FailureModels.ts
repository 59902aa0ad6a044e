/** The error classes of the failures, stated once for every client. */
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import type { DocumentedFailure } from "./Answers.js"
import { leastFailures, listingFailures, mostFailures, type PlainFailure } from "./Failures.js"

/** An entry of the catalogue, with what follows from it. */
export interface CatalogueEntry extends DocumentedFailure {
  readonly category: string
  readonly retryable: boolean
  readonly advice: string
}

/** The error classes of an operation. */
export interface FailureModels<E extends Error & { readonly _tag: string }> {
  /** The tags of the classes, in their order. */
  readonly tags: ReadonlyArray<string>
  /** Makes an error by the constructor of its class, which checks the fields. */
  readonly make: (fields: PlainFailure) => E
  /** Makes an error of what the protocol gives. */
  readonly fromFailure: (fields: PlainFailure) => E
  readonly encode: (error: E) => object
  /** Throws where the JSON is no failure. */
  readonly decode: (json: unknown) => E
  readonly is: (value: unknown) => boolean
  readonly equals: (one: E, other: E) => boolean
  /** A cause with the error, as it is printed. */
  readonly pretty: (error: E) => string
  /** The failure that the error fails with when it is run as an effect. */
  readonly failsWith: (error: E) => unknown
}

/** The predicates, which take the failures of every operation. */
export interface Predicates<E> {
  readonly isDocumented: (error: E) => boolean
  readonly isKeyRejected: (error: E) => boolean
  readonly isWorkspaceRejected: (error: E) => boolean
  readonly isRetryable: (error: E) => boolean
  readonly category: (error: E) => string | undefined
  readonly advice: (error: E) => string
}

const fieldsOf = (error: Error): object => ({ ...error, message: error.message })

/** Declares what holds for every error class. */
const everyClass = <E extends Error & { readonly _tag: string }>(
  title: string,
  models: FailureModels<E>,
  failures: ReadonlyArray<PlainFailure>
): void => {
  describe.each(failures)(title, (fields) => {
    const error = models.make(fields)
    const throughJson = () => models.decode(JSON.parse(JSON.stringify(models.encode(error))))

    it("is encoded as plain data, and comes back from JSON as it went there", () => {
      expect({ ...models.encode(error) }).toEqual(fields)
      expect(fieldsOf(throughJson())).toEqual(fieldsOf(error))
      expect(Object.getPrototypeOf(throughJson())).toBe(Object.getPrototypeOf(error))
      // Plain data is compared by reference where it is not said to be otherwise.
      if (!("data" in error)) expect(models.equals(throughJson(), error)).toBe(true)
    })

    it("is the same as the one that the client makes of it", () => {
      const made = models.fromFailure(fields)
      expect(fieldsOf(made)).toEqual(fieldsOf(error))
      expect(Object.getPrototypeOf(made)).toBe(Object.getPrototypeOf(error))
    })

    it("says who it is when it is printed", () => {
      expect(error.name).toBe(fields._tag)
      expect(String(error)).toBe(`${error._tag}: What was said`)
      expect(inspect(error)).toContain(`${error._tag}: What was said`)
      expect(models.pretty(error)).toContain(`${error._tag}: What was said`)
      expect(JSON.parse(JSON.stringify(error))).toMatchObject({ _tag: error._tag, message: "What was said" })
    })

    it("is a failure of its operation, an Error, and an effect that fails with itself", () => {
      expect(models.is(error)).toBe(true)
      expect(error).toBeInstanceOf(Error)
      expect(models.failsWith(error)).toBe(error)
    })

    it("is no failure of its operation any more as plain fields", () => {
      expect(models.is({ ...fieldsOf(error) })).toBe(false)
    })
  })
}

/** Declares the tests of the failures of a deletion. */
export const deletionFailureModels = <E extends Error & { readonly _tag: string }>(
  models: FailureModels<E>,
  predicates: Predicates<E>,
  catalogue: ReadonlyArray<CatalogueEntry>
): void => {
  const leastFields = leastFailures(catalogue)
  const mostFields = mostFailures(catalogue)
  const least = leastFields.map(models.make)
  const failures = [...least, ...mostFields.map(models.make)]
  const { advice, category, isDocumented, isKeyRejected, isRetryable, isWorkspaceRejected } = predicates

  const tagsWhere = (holds: (error: E) => boolean) => least.filter(holds).map(({ _tag }) => _tag)
  const tagsOf = (category: string) => catalogue.filter((entry) => entry.category === category).map(({ tag }) => tag)
  const plain = (tag: string): PlainFailure => {
    const found = mostFields.find(({ _tag }) => _tag === tag)
    if (found === undefined) throw new Error(`There is no failure ${tag}`)
    return found
  }
  /** A failure with some of its fields changed. */
  const one = (tag: string, fields: object = {}): E => models.make({ ...plain(tag), ...fields })

  everyClass("$_tag of a deletion, with outcome $outcome", models, [...leastFields, ...mostFields])

  describe("no failure of a deletion", () => {
    it.each([undefined, null, "LinkGone", 410, {}, { _tag: "LinkGone" }, new Error("LinkGone")])("is %s", (value) => {
      expect(models.is(value)).toBe(false)
    })
  })

  describe("the schema of a deletion's failures", () => {
    const encoded = plain("LinkGone")

    it.each([
      ["an unknown tag", { _tag: "LinkLost" }],
      ["a code of another tag", { code: "LINK_NOT_FOUND" }],
      ["a status of another tag", { status: 404 }],
      ["no workspace", { workspaceId: undefined }],
      ["no link", { linkId: undefined }],
      ["no message", { message: undefined }],
      ["a negative number of attempts", { attempts: -1 }],
      ["half an attempt", { attempts: 0.5 }],
      ["an unknown outcome", { outcome: "Deleted" }],
      ["a request id that is no text", { requestId: 7 }],
      ["a retryAfter that is no number", { retryAfter: "30 seconds" }],
      ["a retryAfter that is negative", { retryAfter: -1 }]
    ])("rejects %s", (_, fields) => {
      expect(models.decode(encoded)).toBeInstanceOf(Error)
      expect(() => models.decode({ ...encoded, ...fields })).toThrow()
    })

    it("has a class for each tag", () => {
      expect(models.tags).toEqual(leastFields.map(({ _tag }) => _tag))
    })

    it.each(catalogue)("fixes the code and the status of $tag", ({ code, status, tag }) => {
      expect(plain(tag)).toMatchObject({ code, status })
      expect(models.decode(plain(tag))).toBeInstanceOf(Error)
      expect(() => models.decode({ ...plain(tag), code: `${code}_` })).toThrow()
      expect(() => models.decode({ ...plain(tag), status: status + 1 })).toThrow()
    })
  })

  describe("telling failures apart", () => {
    it("knows the documented ones", () => {
      expect(tagsWhere(isDocumented)).toEqual(catalogue.map(({ tag }) => tag))
    })

    it("knows the subject of a documented one, and of no other", () => {
      for (const error of failures) {
        expect(category(error)).toBe(catalogue.find(({ tag }) => tag === error._tag)?.category)
      }
    })

    it("knows where the key was rejected", () => {
      expect(tagsWhere(isKeyRejected)).toEqual(tagsOf("key"))
    })

    it("knows where the workspace was rejected", () => {
      expect(tagsWhere(isWorkspaceRejected)).toEqual(tagsOf("workspace"))
    })
  })

  describe("whether asking again can help", () => {
    it("depends on the tag where the failure is documented, or no response came", () => {
      expect(tagsWhere(isRetryable).filter((tag) => tag !== "UnexpectedResponse")).toEqual([
        ...catalogue.filter(({ retryable }) => retryable).map(({ tag }) => tag),
        "TransportError"
      ])
    })

    it("depends on the status where it is not documented: 408, 429, and 5xx but for 501 and 505", () => {
      const retried: Array<number> = []
      for (let status = 0; status <= 999; status += 1) {
        const undocumented = isRetryable(one("UndocumentedError", { status }))
        expect(isRetryable(one("UnexpectedResponse", { status }))).toBe(undocumented)
        if (undocumented) retried.push(status)
      }
      const server = Array.from({ length: 100 }, (_, index) => 500 + index)
      expect(retried).toEqual([408, 429, ...server.filter((status) => status !== 501 && status !== 505)])
    })

    it.each(["ConnectionFailed", "ConnectionLost", "Timeout", "ApiKeyUnavailable"])(
      "is always worth it where no response came: %s",
      (reason) => {
        expect(isRetryable(one("TransportError", { reason }))).toBe(true)
      }
    )
  })

  describe("what to do about it", () => {
    it.each(catalogue)("is what the catalogue says of $code", ({ advice: expected, tag }) => {
      expect(least.filter(({ _tag }) => _tag === tag).map(advice)).toEqual([expected])
    })

    it.each([
      ["InvalidLinkRef", "Correct the id. Nothing was sent."],
      ["UndocumentedError", "report it to the provider"],
      ["UnexpectedResponse", "Check the base URL"],
      ["LinkGone", "by this call or before it"]
    ])("is said for %s too", (tag, expected) => {
      expect(advice(one(tag))).toContain(expected)
    })

    it.each([
      ["ConnectionFailed", "Check the network and the base URL."],
      ["ConnectionLost", "Run it again"],
      ["Timeout", "allow more time"],
      ["ApiKeyUnavailable", "Check where the key comes from."]
    ])("depends on why no response came: %s", (reason, expected) => {
      expect(advice(one("TransportError", { reason }))).toContain(expected)
    })
  })
}

/** Declares the tests of the failures of a listing. `deletion` makes a failure of a deletion. */
export const listingFailureModels = <E extends Error & { readonly _tag: string }>(
  models: FailureModels<E>,
  predicates: Predicates<E>,
  {
    catalogue,
    deletion,
    listErrors
  }: {
    readonly catalogue: ReadonlyArray<CatalogueEntry>
    readonly deletion: (fields: PlainFailure) => unknown
    readonly listErrors: ReadonlyArray<string>
  }
): void => {
  const fields = listingFailures(catalogue, listErrors)
  const all = fields.map(models.make)
  const tagsWhere = (holds: (error: E) => boolean) => all.filter(holds).map(({ _tag }) => _tag)
  const tagsOf = (category: string) =>
    catalogue.filter((entry) => listErrors.includes(entry.tag) && entry.category === category).map(({ tag }) => tag)
  const adviceOf = (tag: string) => all.filter(({ _tag }) => _tag === tag).map(predicates.advice)

  everyClass("$_tag of a listing", models, fields)

  describe("the failures of a listing", () => {
    it("have a class for each documented one, and for the fallbacks", () => {
      expect(models.tags).toEqual([
        ...listErrors,
        "UndocumentedError",
        "UnexpectedResponse",
        "TransportError",
        "InvalidPageRef"
      ])
    })

    it("are none of a deletion's, though their tags are the same", () => {
      const ofDeletion = leastFailures(catalogue).filter(({ _tag }) => _tag === "NotAMember")
      expect(ofDeletion.map((fields) => models.is(deletion(fields)))).toEqual([false])
      expect(models.is(undefined)).toBe(false)
    })

    it("are what the predicates take as well", () => {
      expect(tagsWhere(predicates.isDocumented)).toEqual([...listErrors])
      expect(tagsWhere(predicates.isKeyRejected)).toEqual(tagsOf("key"))
      expect(tagsWhere(predicates.isWorkspaceRejected)).toEqual(tagsOf("workspace"))
      expect(tagsWhere(predicates.isRetryable)).toEqual([...tagsOf("quota"), ...tagsOf("server"), "TransportError"])
      expect(tagsWhere((error) => predicates.category(error) === "quota")).toEqual(tagsOf("quota"))
      expect(adviceOf("NotAMember")).toEqual(
        catalogue.filter(({ tag }) => tag === "NotAMember").map(({ advice }) => advice)
      )
      expect(adviceOf("InvalidPageRef")[0]).toContain("the page")
      expect(adviceOf("TransportError")).toEqual(["Run it again, or allow more time."])
    })
  })
}
