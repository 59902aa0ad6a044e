/** The server and the operation that a journal belongs to, stated once for every client. */
import { describe, expect, it } from "vitest"
import { askedFor, type BulkClient, linkOf, links } from "./BulkClient.js"
import { deletedLine, type Line, runLine, sendingLine } from "./JournalLines.js"

/** Checks that a journal of these lines belongs to a server, without a run, and returns the failure. */
export type CheckServer = (journal: ReadonlyArray<Line>, baseUrl: URL) => Promise<unknown>

const here = "https://api.example.com/api/v1"
const elsewhere = "https://other.example.com/api/v1"

const named = (server: string, operation = "links.delete") => runLine({ server, operation })

const done = deletedLine(linkOf("lnk_1"))

/** Declares the tests of a client. */
export const journalSubjects = (client: BulkClient, checkServer: CheckServer): void => {
  const resumed = (journal: ReadonlyArray<Line>, baseUrl: string) => client({ links: links(2), journal, baseUrl })

  describe("a journal", () => {
    it("names the server and the operation of its runs", async () => {
      const { lines } = await resumed([], "https://API.example.com:443/api/v1/")
      expect(lines[0]).toMatchObject({ type: "run", server: here, operation: "links.delete" })
    })

    it.for([
      ["as it was", here],
      ["with a trailing slash", `${here}/`],
      ["with its host in another case", "https://API.Example.COM/api/v1"],
      ["with its default port", "https://api.example.com:443/api/v1"]
    ] as const)("is resumed with its own server, named %s", async ([, baseUrl]) => {
      const run = await resumed([named(here), done], baseUrl)
      expect(run).toMatchObject({ failure: undefined, logged: [] })
      expect(askedFor(run)).toEqual(["lnk_2"])
    })

    it.for([
      ["host", elsewhere],
      ["port", "https://api.example.com:8443/api/v1"],
      ["path", "https://api.example.com/api/v2"],
      ["protocol", "http://127.0.0.1/api/v1"]
    ] as const)("is rejected with a server of another %s, and nothing is sent or written", async ([, baseUrl]) => {
      const { failure, lines, requests } = await resumed([named(here), done], baseUrl)
      expect(failure).toMatchObject({
        _tag: "RunStopped",
        cause: { _tag: "JournalMismatch", about: "server", journal: here, run: baseUrl },
        message: expect.stringContaining(`${here}, but this run is for ${baseUrl}`)
      })
      expect({ requests, lines }).toEqual({ requests: [], lines: [] })
    })

    it("is rejected when any of its runs names another server", async () => {
      const { failure } = await resumed([named(here), done, named(elsewhere)], here)
      expect(failure).toMatchObject({ cause: { _tag: "JournalMismatch", journal: elsewhere } })
    })

    it("is rejected when it is about another operation", async () => {
      const { failure, requests } = await resumed([named(here, "links.restore"), done], here)
      expect(failure).toMatchObject({ cause: { _tag: "JournalMismatch", about: "operation" } })
      expect(requests).toEqual([])
    })

    it.for<readonly [string, ReadonlyArray<Line>]>([
      ["a run without it", [runLine(), done]],
      ["no run", [done]],
      ["one run with it and one without", [runLine(), sendingLine(), named(here)]]
    ])("of a version that did not name its server (%s) is resumed with a warning", async ([, lines]) => {
      const { failure, logged } = await resumed(lines, here)
      expect(failure).toBeUndefined()
      expect(logged).toEqual([
        `The journal has lines that do not name their server, so it cannot be checked that they belong to ${here}.`
      ])
    })

    it("without a link needs no warning", async () => {
      expect((await resumed([runLine()], here)).logged).toEqual([])
    })

    it("is checked without a run, too", async () => {
      const journal = [named(here), done]
      expect(await checkServer(journal, new URL(`${here}/`))).toBeUndefined()
      expect(await checkServer(journal, new URL(elsewhere))).toMatchObject({
        _tag: "JournalMismatch",
        journal: here,
        run: elsewhere
      })
    })
  })
}
