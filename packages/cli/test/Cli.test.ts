import { describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import { ndjsonFields } from "../src/delete/output/NdjsonFields.js"
import { FakeStream } from "./fakeStream.js"
import { badKeys, canaryKey } from "./fixtures.js"
import { run } from "./inProcess.js"

const { links, workspaces } = Fixtures

const env = { USERPLANE_API_KEY: canaryKey }

const inSandbox = ["--workspace", workspaces.main, "--sandbox"]

describe("wrong usage", () => {
  it.effect.each([
    ["an unknown command", ["delet", "lnk_1"], "Invalid subcommand"],
    ["no link", ["delete", "--workspace", "ws_1"], "Missing argument <linkId>"],
    ["no workspace", ["delete", "lnk_1"], "--workspace"],
    ["an unknown format", ["delete", "lnk_1", "--workspace", "ws_1", "--output", "xml"], "table, ndjson"],
    ["an unknown option", ["delete", "lnk_1", "--workspace", "ws_1", "--force"], "'--force'"],
    ["a repeated option", ["delete", "lnk_1", "--workspace", "ws_1", "--workspace", "ws_2"], "'--workspace'"],
    ["a port that is none", ["sandbox", "--port", "65536"], "65535"],
    ["a seed that is none", ["sandbox", "--seed", "seven"], "'seven'"]
  ] as const)("ends with 2, and says on stderr what is wrong: %s", ([, args, said]) =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(args, { env })
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toContain(said)
    })
  )

  it.live.each([
    [
      "a workspace id that cannot be named",
      ["lnk_1", "--workspace", ".."],
      '--workspace: A workspace id cannot be ".."'
    ],
    ["a link id that cannot be named", [".", "--workspace", "ws_1"], 'A link id cannot be "."'],
    ["an empty link id", ["", "--workspace", "ws_1"], "A link id has at least one character"],
    ["a link id that looks like an address", ["https://a.io/links/lnk_1", "-w", "ws_1"], "seems to be lnk_1"],
    ["a link for a workspace", ["lnk_1", "--workspace", "lnk_2"], "looks like the id of a link"]
  ] as const)("is %s, before anything is sent", ([, args, said]) =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(["delete", ...args, "--output", "ndjson"], { env })
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toContain(said)
    })
  )

  it.live("is no API key that stands where something else was expected: it is not shown", () =>
    Effect.gen(function* () {
      for (const args of [
        [canaryKey, "-w", "ws_1"],
        ["lnk_1", "-w", canaryKey],
        ["lnk_1", "-w", "ws_1", `--api-key=${canaryKey}`],
        ["--from", canaryKey, "-w", "ws_1"],
        ["lnk_1", "-w", "ws_1", "--sandbox", "--resume", canaryKey],
        ["lnk_1", "-w", "ws_1", "--sandbox", "--dry-run", "--journal", `${canaryKey}/journal`]
      ]) {
        const { exitCode, stderr, stdout } = yield* run(["delete", ...args, "--accept-unusual-ids"], { env })
        expect(exitCode).toBe(2)
        expect(stdout + stderr).not.toContain(canaryKey)
      }
    })
  )
})

describe("wrong configuration", () => {
  const deleting = ["delete", "lnk_1", "--workspace", "ws_1"]
  it.effect.each([
    ["no key", {}, "USERPLANE_API_KEY"],
    ["a blank key", { USERPLANE_API_KEY: "  " }, "USERPLANE_API_KEY: Expected an API key, but the value is blank"],
    ["a key of another kind", { USERPLANE_API_KEY: badKeys[0] }, "USERPLANE_API_KEY: Expected an API key that begins"],
    ["a key with a blank", { USERPLANE_API_KEY: badKeys[1] }, "USERPLANE_API_KEY: Expected an API key of letters"],
    ["no URL", { ...env, USERPLANE_BASE_URL: "userplane" }, "USERPLANE_BASE_URL: Expected an absolute URL"],
    [
      "an insecure URL",
      { ...env, USERPLANE_BASE_URL: "http://example.com" },
      "USERPLANE_BASE_URL: Expected an https: URL"
    ],
    ["a URL with a password", { ...env, USERPLANE_BASE_URL: `https://a:${canaryKey}@example.com` }, "without user name"]
  ] as const)("ends with 2, and says which variable and why, without its value: %s", ([, env, said]) =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(deleting, { env })
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toContain(said)
      expect(stderr).not.toMatch(/canary/)
    })
  )

  it.effect("names every variable that is wrong", () =>
    Effect.gen(function* () {
      const { stderr } = yield* run(deleting, { env: { USERPLANE_BASE_URL: "userplane" } })
      expect(stderr.match(/^USERPLANE_\w+: /gm)).toStrictEqual(["USERPLANE_API_KEY: ", "USERPLANE_BASE_URL: "])
    })
  )
})

describe("deleting links of the embedded Userplane", () => {
  it.live("needs no environment, and prints a table", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(["delete", links.deletable, links.gone, ...inSandbox])
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
      expect(stdout).toMatch(/^┌─/)
      expect(stdout).toContain("2 of 2 deleted or already gone.\n")
    })
  )

  it.live("sends one request for a link that is named twice", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(["delete", links.deletable, links.deletable, ...inSandbox, "--output", "ndjson"])
      expect(
        stdout
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line).result)
      ).toStrictEqual(["Deleted", undefined])
    })
  )

  it.live("takes options before, between and after the links", () =>
    Effect.gen(function* () {
      const args = ["delete", "-w", workspaces.main, links.gone, "--sandbox", links.deletable, "--output", "ndjson"]
      const { exitCode, stdout } = yield* run(args)
      expect(exitCode).toBe(0)
      expect(stdout.trimEnd().split("\n")).toHaveLength(3)
    })
  )

  it.live("takes an id that begins with a dash after --", () =>
    Effect.gen(function* () {
      const { exitCode, stdout } = yield* run(["delete", ...inSandbox, "--output", "ndjson", "--", "--force"])
      expect(exitCode).toBe(1)
      expect(JSON.parse(stdout.split("\n")[0] ?? "")).toMatchObject({ linkId: "--force", error: "LinkNotFound" })
    })
  )
})

/** The escape sequences that erase a line and move the cursor. */
const eraseLine = "\u001b\\[2K"
const cursorControl = "\u001b\\[\\d*[AGK]"

describe("a terminal", () => {
  it.live("shows colours, and meanwhile on stderr how far it is", () =>
    Effect.gen(function* () {
      const { stderr, stdout } = yield* run(["delete", links.deletable, ...inSandbox], { columns: 90 })
      expect(stdout).toContain("\u001b[32mdeleted\u001b[39m")
      expect(stderr).toContain("  0 %  0 of 1 link done\n0 failed")
      // Erased line by line, up to where it began.
      expect(stderr).toMatch(new RegExp(`(${eraseLine}.{4}){2}${eraseLine}.{3}$`, "s"))
    })
  )

  it.live("shows no colours with NO_COLOR", () =>
    Effect.gen(function* () {
      const { stderr, stdout } = yield* run(["delete", links.deletable, ...inSandbox], {
        columns: 90,
        env: { NO_COLOR: "1" }
      })
      expect(stdout).not.toContain("\u001b")
      expect(stderr.replaceAll(new RegExp(cursorControl, "g"), "")).not.toContain("\u001b")
      expect(stdout).toContain("│ deleted │")
    })
  )

  it.live("has its progress erased before the results come", () =>
    Effect.gen(function* () {
      const screen = new FakeStream({ isTTY: true, columns: 90 })
      yield* run(["delete", links.deletable, ...inSandbox], { stdout: screen, stderr: screen })
      expect(screen.text).toContain("0 of 1 link done")
      expect(screen.text.endsWith("┘\n1 of 1 deleted or already gone.\n")).toBe(true)
    })
  )

  it.live("gets no progress among lines of JSON", () =>
    Effect.gen(function* () {
      const args = ["delete", links.deletable, ...inSandbox, "--output", "ndjson"]
      expect((yield* run(args, { columns: 90 })).stderr).toBe("")
    })
  )
})

describe("the help", () => {
  it.effect.each([[["--help"]], [["delete", "--help"]], [["sandbox", "--help"]], [["tour", "--help"]], [[]]] as const)(
    "goes to stdout, without colours where there is no terminal: %j",
    ([args]) =>
      Effect.gen(function* () {
        const { exitCode, stderr, stdout } = yield* run(args)
        expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
        expect(stdout).toContain("userplane-links 1.2.3")
        expect(stdout).toContain("EXIT CODES")
        expect(stdout).not.toContain("\u001b")
      })
  )

  it.effect("says what each field is", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(["delete", "--help"])
      for (const field of Object.keys(ndjsonFields)) expect(stdout).toMatch(new RegExp(`^  ${field} +\\w`, "m"))
    })
  )

  it.effect("has colours on a terminal", () =>
    Effect.gen(function* () {
      expect((yield* run(["--help"], { columns: 90 })).stdout).toContain("\u001b[")
    })
  )

  it.effect("leaves the version alone on its line", () =>
    Effect.gen(function* () {
      expect((yield* run(["--version"])).stdout).toBe("1.2.3\n")
    })
  )
})

describe("a bug", () => {
  it.effect("is called one, on stderr, and ends with 1", () =>
    Effect.gen(function* () {
      const { exitCode, stderr } = yield* run(["--version"], { stdout: new FakeStream({ defect: "no such stream" }) })
      expect(exitCode).toBe(1)
      expect(stderr).toMatch(/^This is a bug of userplane-links:\n.*no such stream/)
    })
  )
})

describe("the real API", () => {
  const deleting = ["delete", "lnk_1", "--workspace", "ws_1", "--output", "ndjson"]
  const answering =
    (status: number, body: unknown): typeof globalThis.fetch =>
    () =>
      Promise.resolve(Response.json(body, { status }))

  it.effect("gets the key in the Authorization header, at the base URL of the documentation", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const fetch: typeof globalThis.fetch = (input, init) => {
        asked.push(String(input), new Headers(init?.headers).get("authorization") ?? "")
        return Promise.resolve(Response.json({ message: "Gone", data: { workspaceId: "ws_1", linkId: "lnk_1" } }))
      }
      expect((yield* run(deleting, { env, fetch })).exitCode).toBe(0)
      expect(asked).toStrictEqual([
        "https://api.userplane.io/api/v1/public/workspace/ws_1/links/lnk_1",
        `Bearer ${canaryKey}`
      ])
    })
  )

  it.effect.each([
    ["as the message of a failure", 400, { code: "BAD_REQUEST", message: `The key ${canaryKey} may not` }],
    ["in a code that nobody knows", 409, { code: `KEY_${canaryKey}`, message: "Conflict" }],
    ["in place of a response", 404, canaryKey]
  ] as const)("may send the key back %s: it is printed nowhere", ([, status, body]) =>
    Effect.gen(function* () {
      for (const output of ["table", "ndjson"]) {
        const args = ["delete", "lnk_1", "--workspace", "ws_1", "--output", output]
        const { exitCode, stderr, stdout } = yield* run(args, { env, fetch: answering(status, body), columns: 200 })
        expect(exitCode).toBe(1)
        expect(stdout + stderr).not.toContain(canaryKey)
      }
    })
  )
})

describe("the sandbox", () => {
  it.scopedLive("says when its port cannot be had", () =>
    Effect.gen(function* () {
      const { port } = yield* SandboxServer.make()
      const { exitCode, stderr, stdout } = yield* run(["sandbox", "--port", String(port)])
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toContain(`--port: ${port} cannot be listened on`)
    }).pipe(Effect.provide(Sandbox.layer()))
  )
})
