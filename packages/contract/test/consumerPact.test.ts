/** Clients that do not keep to the contract, and what they are told. */
import { readdir, readFile, writeFile } from "node:fs/promises"
import * as Path from "node:path"
import { inspect } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { implementation } from "../scripts/effectUserplane.js"
import {
  type Call,
  type ConsumerOptions,
  consumerPact,
  defaultInteractions,
  type Implementation,
  type Interaction,
  InteractionFailed,
  interactions,
  type PactNotWritten,
  writePact
} from "../src/index.js"
import { type Folder, makeFolder } from "./temporaryFolder.js"

const named = (description: string): Interaction => {
  const found = interactions.find((interaction) => interaction.description === description)
  if (found === undefined) throw new Error(`There is no interaction ${description}`)
  return found
}

const deletion = named("a request to delete a link")
const gone = named("a request to delete a deleted link")
const unavailable = named("a request to delete a link while no key can be verified")

/** The client of a consumer that has none of ours: plain `fetch`. */
const plainFetch = async ({ apiKey, baseUrl, linkId, workspaceId }: Call): Promise<void> => {
  const response = await fetch(`${baseUrl}/public/workspace/${workspaceId}/links/${linkId}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${apiKey()}` }
  })
  if (!response.ok) throw new Error(await response.text())
}

/** The error of a test of one interaction. */
const failureOf = async <A, E>(
  interaction: Interaction,
  client: Implementation<A, E, never>,
  options: Partial<ConsumerOptions> = {}
): Promise<InteractionFailed> => {
  const pact = consumerPact({ consumer: "a-client", interactions: [interaction], ...options })
  const error: unknown = await pact.test(interaction, client).then(
    () => undefined,
    (error: unknown) => error
  )
  if (error instanceof InteractionFailed) return error
  throw new Error("It did not fail as expected.", { cause: error })
}

/** The error of a whole pact. */
const notWritten = <A, E>(client: Implementation<A, E, never>, directory: string): Promise<PactNotWritten> =>
  Effect.runPromise(Effect.flip(writePact({ consumer: "a-client", directory, implementation: client })))

let folder: Folder
beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => folder.remove())

describe("an interaction fails when the client", () => {
  it("asks for another path, which is shown", async () => {
    const { message } = await failureOf(deletion, (call) => plainFetch({ ...call, linkId: "lnk_other" }))
    expect(message).toContain("Given the link can be deleted, upon receiving a request to delete a link:")
    expect(message).toContain("/public/workspace/ws_example/links/lnk_other")
  })

  it("sends another key, which is not shown", async () => {
    const secret = "a-key-of-its-own"
    const { message } = await failureOf(deletion, async (call) => {
      await plainFetch({ ...call, apiKey: () => secret }).catch(() => {})
      throw new Error(`cannot delete with ${secret}`)
    })
    expect(message).toContain("cannot delete with <redacted>")
    expect(message).not.toContain(secret)
  })

  it("sends nothing", async () => {
    const { message } = await failureOf(deletion, () => Promise.resolve())
    expect(message).toContain("expected but not received")
  })

  it("throws before it sends anything, and its own error is shown, with the place and the causes", async () => {
    const { message } = await failureOf(deletion, () => {
      throw new TypeError("bug in client", { cause: new Error("no such option") })
    })
    expect(message).toContain("The client's own error: TypeError: bug in client\n  at ")
    expect(message).toContain("consumerPact.test.ts")
    expect(message).toContain("caused by Error: no such option")
  })

  it("cannot connect, and the reason is shown", async () => {
    const { message } = await failureOf(deletion, ({ baseUrl: _, ...call }) =>
      plainFetch({ ...call, baseUrl: "http://127.0.0.1:9" })
    )
    expect(message).toMatch(/The client's own error: TypeError: fetch failed[\s\S]*caused by Error: /)
  })

  it("fails where the link was deleted", async () => {
    const { problems } = await failureOf(deletion, async (call) => {
      await plainFetch(call)
      throw new Error("I do not believe it")
    })
    expect(problems).toEqual([
      "The call failed, where it has to succeed.",
      expect.stringContaining("The client's own error: Error: I do not believe it")
    ])
  })

  it("takes an error for a deletion", async () => {
    const { problems } = await failureOf(gone, (call) => plainFetch(call).catch(() => {}))
    expect(problems).toEqual(["The call succeeded, where it has to fail."])
  })

  it("sends everything twice", async () => {
    const { problems } = await failureOf(deletion, async (call) => {
      await plainFetch(call)
      await plainFetch(call)
    })
    expect(problems).toEqual(["The client sent 2 requests, where one is allowed: switch its retries off."])
  })

  it("retries a 503 by itself", async () => {
    const { problems } = await failureOf(unavailable, (call) =>
      plainFetch(call)
        .catch(() => plainFetch(call))
        .catch(() => plainFetch(call))
    )
    expect(problems[0]).toContain("The client sent 3 requests, where one is allowed")
  })

  it("does not end in time", async () => {
    const options = { timeout: "200 millis" } as const
    const { problems } = await failureOf(deletion, () => new Promise(() => {}), options)
    expect(problems[0]).toBe("The call did not end within 200ms.")
    expect((await failureOf(deletion, () => Effect.uninterruptible(Effect.never), options)).message).toContain(
      "did not end"
    )
  })

  it("returns something that cannot be waited for", async () => {
    // @ts-expect-error The compiler says so first.
    const { problems } = await failureOf(deletion, () => "an effect of another version")
    expect(problems.join()).toContain("neither a promise nor an effect of Effect 3")
  })
})

describe("a check", () => {
  it("fails the interaction with what it throws", async () => {
    const pact = consumerPact({ consumer: "a-client", interactions: [deletion] })
    const error = new Error("I expected more")
    await expect(
      pact.test(deletion, plainFetch, () => {
        throw error
      })
    ).rejects.toBe(error)
    await expect(pact.write(folder.path)).rejects.toThrow("I expected more")
  })

  it("may be asynchronous, and sees what the client failed with", async () => {
    const pact = consumerPact({ consumer: "a-client", interactions: [gone] })
    await pact.test(gone, implementation, async (outcome, interaction) => {
      await Promise.resolve()
      expect(interaction).toBe(gone)
      expect(outcome).toMatchObject({ _tag: "Failure", error: { _tag: "LinkGone", outcome: "NotDeleted" } })
    })
  })
})

describe("the call", () => {
  it("does not show its key", async () => {
    const shown: Array<string> = []
    await failureOf(deletion, async (call) => {
      shown.push(inspect(call), JSON.stringify(call), `${call.apiKey}`)
    })
    expect(shown.join()).not.toContain("example-key")
  })
})

describe("a pact", () => {
  it("is not written unless every interaction was kept to, and one from before stays as it is", async () => {
    const path = Path.join(folder.path, "a-client-userplane-public-api.json")
    await writeFile(path, "from before")
    const pact = consumerPact({ consumer: "a-client", interactions: [deletion, gone] })
    await pact.test(deletion, plainFetch)
    await expect(pact.write(folder.path)).rejects.toMatchObject({
      _tag: "PactNotWritten",
      problems: [{ interaction: gone.description, problem: "It was not tested." }]
    })
    expect(await readFile(path, "utf8")).toBe("from before")
    await pact.test(gone, plainFetch)
    await pact.write(folder.path)
    const written = JSON.parse(await readFile(path, "utf8"))
    expect(written.interactions).toMatchObject([
      { description: deletion.description },
      { description: gone.description }
    ])
  })

  it("says once what is wrong with many interactions", async () => {
    const { message, problems } = await notWritten(() => Promise.reject(new Error("bug in client")), folder.path)
    expect(new Set(problems.map(({ interaction }) => interaction)).size).toBe(defaultInteractions.length)
    expect(message).toContain(`does not keep to ${defaultInteractions.length} interactions`)
    expect(message.match(/bug in client/g)).toHaveLength(1)
  })

  it("holds by default what any consumer relies on, and nothing that is pending", async () => {
    const { interactions } = consumerPact({ consumer: "a-client" })
    expect(interactions).toHaveLength(16)
    expect(interactions.filter(({ pending, response }) => pending || response._tag === "Undeclared")).toEqual([])
  })

  it("may say that a client takes a link that is gone for deleted", async () => {
    const tolerated = { ...gone, succeeds: true }
    const path = await Effect.runPromise(
      writePact({
        consumer: "tolerant",
        directory: folder.path,
        interactions: [deletion, tolerated],
        implementation: (call) =>
          plainFetch(call).catch((error: Error) => {
            if (!error.message.includes("LINK_GONE")) throw error
          })
      })
    )
    expect(JSON.parse(await readFile(path, "utf8")).interactions).toHaveLength(2)
  })

  it("holds the meaning of each state as a comment, and the undeclared errors as pending", async () => {
    const [undeclared = deletion] = interactions.filter(({ pending }) => pending)
    const path = await Effect.runPromise(
      writePact({ consumer: "commented", directory: folder.path, interactions: [gone, undeclared], implementation })
    )
    expect(JSON.parse(await readFile(path, "utf8")).interactions).toMatchObject([
      { pending: false, comments: { text: ["The link was deleted before. The key's owner could have deleted it."] } },
      { pending: true, comments: { text: [expect.stringContaining("does not declare")] } }
    ])
  })

  it.each(["", " ", "../../evil", "a/b", "a\\b", "a\nb"])(
    "of the consumer %j is refused before anything is done",
    async (consumer) => {
      const before = await readdir(folder.path)
      expect(() => consumerPact({ consumer })).toThrow("not empty and holds no path")
      const exit = await Effect.runPromiseExit(writePact({ consumer, directory: folder.path, implementation }))
      expect(exit).toMatchObject({ _tag: "Failure", cause: { _tag: "Die" } })
      expect(await readdir(folder.path)).toEqual(before)
    }
  )

  it.each([
    ["has no interaction", []],
    ["has an interaction twice", [deletion, { ...gone, description: deletion.description }]]
  ])("that %s is refused", (_, some) => {
    expect(() => consumerPact({ consumer: "a-client", interactions: some })).toThrow(/interaction/)
  })

  it("takes no test of an interaction that it does not have", async () => {
    const pact = consumerPact({ consumer: "a-client", interactions: [deletion] })
    await expect(pact.test(gone, plainFetch)).rejects.toThrow("Not an interaction of this pact")
  })
})
