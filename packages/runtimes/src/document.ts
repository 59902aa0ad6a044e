/** `docs/runtimes.md`. */
import { callCells, lostCells } from "./cells.js"
import type { Report } from "./program/report.js"
import type { Seen } from "./verdict.js"
import { bulkSize } from "./world.js"

/** What was seen of a client on a runtime. */
export interface Row {
  readonly runtime: string
  readonly client: string
  readonly report: Report
  readonly seen: Seen
}

/** A table, with one row for the clients that did the same on a runtime. */
const table = (
  head: ReadonlyArray<string>,
  rows: ReadonlyArray<Row>,
  cellsOf: (row: Row) => ReadonlyArray<string>
): string => {
  const clients = new Map<string, Array<string>>()
  for (const row of rows) {
    const [runtime, ...cells] = [row.runtime, ...cellsOf(row)]
    const key = JSON.stringify([runtime, cells])
    clients.set(key, [...(clients.get(key) ?? []), row.client])
  }
  const lines = [...clients].map(([key, names]) => {
    const [runtime, cells]: [string, ReadonlyArray<string>] = JSON.parse(key)
    return [runtime, names.join(", "), ...cells]
  })
  return [["", "client", ...head], ["", "", ...head].map(() => "---"), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n")
}

const promises = `## What a runtime cannot promise

- **Node** sends every request once, and says whether a connection was made.
- **Bun and Deno** send a request again, unseen, when a connection breaks that was used before. \`layerFetch\` therefore gives each
  request a connection of its own, and so does the client over an \`HttpClient\` of \`fetch\`. A \`fetch\` of one's own may undo that:
  the one above sets \`keepalive: true\`, and on Bun its request is sent twice.
- **workerd** and **browsers** do the same, and cannot be told not to. The second request finds the link that the first has
  deleted, so the call fails with \`LinkGone\` although its own request did it. It says \`Unknown\`, since it cannot tell, and a
  run of many reports the link as \`AlreadyGone\`. They do not say either why a connection failed, so a refused one counts as a
  request that may have been sent.
- **edge-runtime** has repeated nothing here. The client does not know that, and says \`Unknown\` of a link that is gone, as on every
  runtime that it does not know. With \`FetchTransport.fromFetch(fetch, { mayRepeat: false })\` you take that upon yourself.

## In a browser

A page may send requests to another origin only where that allows it by CORS. The API's documentation says that any origin may call
it, without credentials, and that it is meant for servers: a key in a page belongs to everybody who opens the page. What the real
API answers to the preflight that browsers send before each \`DELETE\`, whether it lets the \`Authorization\` header through, and whether
preflights count against the quota is not documented and was not tried: nothing here was run against it. The sandbox allows all that
is asked for. A response header can be read only if the API exposes it, as the sandbox does with none: without \`Retry-After\`, the client
waits by its own policy.

Chromium is Debian's, and has no version here, because it changes by itself.
`

/** The document. */
export const documentOf = (rows: ReadonlyArray<Row>): string => `# Runtimes

Both clients are packed, installed in empty folders, and run by each of these runtimes: one program, over \`layerFetch\` unless said
otherwise, against the sandbox on the same machine. Where there is no \`node_modules\`, esbuild bundles the program with the client.
The tables say what was seen. \`check:runtimes\` looks again in CI, compares, and fails where a link is said not to be deleted that
is. \`npx -y pnpm@10.34.8 check:runtimes --write\` writes this page.

\`deleted\` is a success. Any other word is the tag of a failure, with its \`outcome\`: \`NotDeleted\` means that this call has certainly
not deleted the link, \`Unknown\` that it may have.

${table(
  [
    "a deletion",
    "a link that is gone",
    "one that is forbidden",
    "a refused connection",
    "after an interrupt",
    `${bulkSize} links`
  ],
  rows,
  ({ report }) => callCells(report)
)}

## A lost response

The server deletes the link and, instead of responding, breaks the connection, which has carried calls before. The number of requests
that it got is in brackets. By their retry policies, the first three calls send one request each, and the last at most five.

${table(
  [
    "over `layerFetch`",
    "over an `HttpClient` of `fetch`",
    "over a `fetch` of one's own",
    "over `layerFetch`, with retries"
  ],
  rows,
  ({ report, seen }) => lostCells(report, seen)
)}

${promises}`
