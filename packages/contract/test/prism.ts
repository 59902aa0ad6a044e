/**
 * Prism serving the OpenAPI document: a provider that nobody here wrote. It keeps nothing and takes every id and key, so
 * it is told by a header which of the documented responses to give.
 */
import * as ChildProcess from "node:child_process"
import { readFileSync } from "node:fs"
import * as Fs from "node:fs/promises"
import { createRequire } from "node:module"
import * as Path from "node:path"
import * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import { ExpectedResponse, interactions } from "../src/index.js"
import * as Forwarding from "../src/internal/forwarding.js"
import { listen } from "../src/internal/loopback.js"
import { meanings, type StateHandlers } from "../src/provider.js"
import { temporaryFolder } from "./temporaryFolder.js"

/** The link whose deletion Prism confirms. */
const subject = { workspaceId: "ws_prism", linkId: "lnk_prism", apiKey: Redacted.make("a-key") }

const exampleOf = ExpectedResponse.$match({
  Deletion: () => ({
    name: "deletion",
    value: {
      message: "Link deleted successfully",
      data: { workspaceId: subject.workspaceId, linkId: subject.linkId }
    }
  }),
  Documented: ({ entry: { code, message, status } }) => ({
    name: code,
    value: { defined: true, code, status, message }
  }),
  Undeclared: ({ status }) => ({
    name: "undeclared",
    value: { defined: false, code: "UNDECLARED", status, message: "An error that is not declared" }
  })
})

/** The document with an example per branch of each response: without them Prism makes up the first branch only. */
const withExamples = () => {
  const document = JSON.parse(
    readFileSync(new URL("../../../docs/openapi/delete-link.openapi.json", import.meta.url), "utf8")
  )
  const { responses } = document.paths["/public/workspace/{workspaceId}/links/{linkId}"].delete
  for (const { response } of interactions) {
    const { name, value } = exampleOf(response)
    const content = responses[response.status].content["application/json"]
    content.examples = { ...content.examples, [name]: { value } }
  }
  return document
}

const command = createRequire(import.meta.url).resolve("@stoplight/prism-cli")

/** Starts Prism on a free port, and waits until it says which. */
const start = (document: string) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      ChildProcess.spawn(process.execPath, [command, "mock", "--host", "127.0.0.1", "--port", "0", document], {
        env: { ...process.env, SCARF_ANALYTICS: "false" },
        stdio: ["ignore", "pipe", "pipe"]
      })
    ),
    (child) => Effect.sync(() => child.kill())
  ).pipe(
    Effect.flatMap((child) =>
      Effect.async<string>((resume) => {
        let said = ""
        const hear = (chunk: Buffer) => {
          said += chunk.toString("utf8")
          const url = /listening on (http:\/\/[\d.]+:\d+)/.exec(said)?.[1]
          if (url !== undefined) resume(Effect.succeed(url))
        }
        child.stdout.on("data", hear)
        child.stderr.on("data", hear)
        child.on("exit", (code) => resume(Effect.dieMessage(`Prism ended with ${code}: ${said}`)))
      })
    )
  )

/** Prism, and how to choose its response. */
export const prism = Effect.gen(function* () {
  const document = Path.join(yield* temporaryFolder, "delete-link.openapi.json")
  yield* Effect.promise(() => Fs.writeFile(document, JSON.stringify(withExamples())))
  const target = new URL(yield* start(document))

  let preference = ""
  const prefer = (response: ExpectedResponse) => {
    preference = `code=${response.status}, example=${exampleOf(response).name}`
    return subject
  }

  const baseUrl = yield* listen((request, response) => {
    request.headers["prefer"] = preference
    Effect.runCallback(
      Effect.flatMap(Forwarding.receive(request), (whole) => Forwarding.forward(target, whole)),
      {
        onExit: (exit) => {
          if (exit._tag === "Success") Forwarding.write(exit.value, response)
          else response.destroy()
        }
      }
    )
  })

  const states: StateHandlers = Record.map(
    meanings,
    (_, name) =>
      ({ status }) =>
        Effect.fromNullable(
          interactions.find(({ response, state }) => state === name && response.status === status)
        ).pipe(
          Effect.orDie,
          Effect.map(({ response }) => prefer(response))
        )
  )

  return { baseUrl, prefer, states }
})
