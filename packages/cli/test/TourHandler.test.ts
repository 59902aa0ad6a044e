import { describe, expect, it } from "@effect/vitest"
import { links } from "@effect-userplane/sandbox/Fixtures"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { run } from "./spawned.js"

describe("the tour", () => {
  it.live("shows every fate of a link within seconds, and ends well", () =>
    Effect.gen(function* () {
      const [duration, { exitCode, stderr, stdout }] = yield* Effect.timed(run(["tour"]))
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
      const row = (linkId: string, ...cells: ReadonlyArray<string>) =>
        expect(stdout.replaceAll(/ +/g, " ")).toContain(`│ ${[linkId, ...cells].join(" │ ")}`)
      row(links.deletable, "deleted", "1", "The server confirmed it")
      row(links.gone, "already gone", "1", "410 LINK_GONE")
      row(links.forbidden, "not deleted", "1", "403 LINK_DELETE_FORBIDDEN")
      row(links.elsewhere, "not deleted", "1", "403 LINK_WORKSPACE_MISMATCH")
      row(links.unknown, "not deleted", "1", "404 LINK_NOT_FOUND")
      row(links.busy, "deleted", "3", "The server confirmed it")
      row(links.lostReply, "deleted", "2", "A response was lost, and the next one said that it is gone")
      expect(stdout).toContain("4 of 7 deleted or already gone, 3 not deleted.")
      expect(Duration.toSeconds(duration)).toBeLessThan(10)
    })
  )

  it.live("ends with the lines for the real API", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(["tour"])
      expect(stdout).toContain("export USERPLANE_API_KEY=")
      expect(stdout).toMatch(/userplane-links\S* delete <linkId> <linkId> --workspace <workspaceId>/)
    })
  )
})
