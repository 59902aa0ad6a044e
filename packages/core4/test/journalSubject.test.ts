import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import * as Journal from "../src/Journal.js"
import { deleteLinks } from "../src/Links.js"
import * as Quota from "../src/Quota.js"
import * as Userplane from "../src/Userplane.js"
import { askedFor, collect, links, server, started } from "./bulkRun.js"
import { apiKey } from "./fixtures.js"
import { deletedLine, run as runLine, sending } from "./journalLines.js"
import { itEffect } from "./runTest.js"

const here = "https://api.example.com/api/v1"
const elsewhere = "https://other.example.com/api/v1"

const named = (server: string, operation = "links.delete"): Journal.Line => ({ ...runLine, server, operation })

/** Resumes a journal of these lines with a run against a server, and returns what was logged. */
const resumed = (lines: ReadonlyArray<Journal.Line>, baseUrl: string) =>
  Effect.gen(function* () {
    const world = server()
    const logged: Array<string> = []
    const logger = Logger.make(({ message }) => void logged.push(String(message)))
    const journal = yield* Journal.Journal
    const fiber = yield* Effect.result(collect(deleteLinks(links(2)))).pipe(
      Effect.provide(Userplane.layerTransport({ baseUrl }).pipe(Layer.provide([world.layer, ApiKey.layer(apiKey)]))),
      Effect.provide(Logger.layer([logger])),
      Effect.provide(Quota.layerUnlimited),
      started
    )
    yield* TestClock.adjust("1 day")
    const end = yield* Fiber.join(fiber)
    return { end, logged, asked: askedFor(world), lines: (yield* collect(journal.lines)).slice(lines.length) }
  }).pipe(Effect.provide(Journal.layerMemory(lines)))

const done = deletedLine({ workspaceId: "ws_abc123", linkId: "lnk_1" })

describe("a journal", () => {
  itEffect("names the server and the operation of its runs", () =>
    Effect.gen(function* () {
      const { lines } = yield* resumed([], "https://API.example.com:443/api/v1/")
      expect(lines[0]).toMatchObject({ type: "run", server: here, operation: "links.delete" })
    })
  )

  itEffect.each<readonly [string, string]>([
    ["as it was", here],
    ["with a trailing slash", `${here}/`],
    ["with its host in another case", "https://API.Example.COM/api/v1"],
    ["with its default port", "https://api.example.com:443/api/v1"]
  ])("is resumed with its own server, named %s", ([, baseUrl]) =>
    Effect.gen(function* () {
      const { asked, end, logged } = yield* resumed([named(here), done], baseUrl)
      expect(end._tag).toBe("Success")
      expect(asked).toEqual(["lnk_2"])
      expect(logged).toEqual([])
    })
  )

  itEffect.each<readonly [string, string]>([
    ["host", elsewhere],
    ["port", "https://api.example.com:8443/api/v1"],
    ["path", "https://api.example.com/api/v2"],
    ["protocol", "http://127.0.0.1/api/v1"]
  ])("is rejected with a server of another %s, and nothing is sent or written", ([, baseUrl]) =>
    Effect.gen(function* () {
      const { asked, end, lines } = yield* resumed([named(here), done], baseUrl)
      expect(end).toMatchObject({
        failure: {
          _tag: "RunStopped",
          cause: { _tag: "JournalMismatch", about: "server", journal: here, run: baseUrl }
        }
      })
      expect(end._tag === "Failure" && end.failure.message).toContain(`${here}, but this run is for ${baseUrl}`)
      expect({ asked, lines }).toEqual({ asked: [], lines: [] })
    })
  )

  itEffect("is rejected when any of its runs names another server", () =>
    Effect.gen(function* () {
      const { end } = yield* resumed([named(here), done, named(elsewhere)], here)
      expect(end).toMatchObject({ failure: { cause: { _tag: "JournalMismatch", journal: elsewhere } } })
    })
  )

  itEffect("is rejected when it is about another operation", () =>
    Effect.gen(function* () {
      const { asked, end } = yield* resumed([named(here, "links.restore"), done], here)
      expect(end).toMatchObject({ failure: { cause: { _tag: "JournalMismatch", about: "operation" } } })
      expect(asked).toEqual([])
    })
  )

  itEffect.each<readonly [string, ReadonlyArray<Journal.Line>]>([
    ["a run without it", [runLine, done]],
    ["no run", [done]],
    ["one run with it and one without", [runLine, sending(), named(here)]]
  ])("of a version that did not name its server (%s) is resumed with a warning", ([, lines]) =>
    Effect.gen(function* () {
      const { end, logged } = yield* resumed(lines, here)
      expect(end._tag).toBe("Success")
      expect(logged).toEqual([
        `The journal has lines that do not name their server, so it cannot be checked that they belong to ${here}.`
      ])
    })
  )

  itEffect("without a link needs no warning", () =>
    Effect.gen(function* () {
      expect((yield* resumed([runLine], here)).logged).toEqual([])
    })
  )

  itEffect("is checked without a run, too", () =>
    Effect.gen(function* () {
      yield* Journal.checkServer(new URL(`${here}/`))
      const error = yield* Effect.flip(Journal.checkServer(new URL(elsewhere)))
      expect(error).toMatchObject({ _tag: "JournalMismatch", journal: here, run: elsewhere })
    }).pipe(Effect.provide(Journal.layerMemory([named(here), done])))
  )
})
