/** Writes what is derived from the catalogue and the `HttpApi`: `docs/errors.md` and `docs/openapi/`. */
import { mkdirSync, writeFileSync } from "node:fs"
import * as OpenApi from "@effect/platform/OpenApi"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import { UserplaneApi } from "../src/UserplaneApi.js"

const docs = new URL("../../../docs/", import.meta.url)

const write = (path: string, content: string): void => {
  const file = new URL(path, docs)
  mkdirSync(new URL(".", file), { recursive: true })
  writeFileSync(file, content)
}

const errors = `# Errors

Every documented failure of \`deleteLink\`, generated from \`ErrorCatalogue\`. "May have been carried out" means that the link
may be deleted although the response says otherwise: the failure then says \`outcome: "Unknown"\`.

${ErrorCatalogue.toMarkdown()}

Beside these, \`deleteLink\` fails with four fallbacks:

| Tag | When | Retried? | May have been carried out? |
| --- | --- | --- | --- |
| \`UndocumentedError\` | an error envelope whose pair of status and code is not in the table above | 408, 429 and 5xx, except 501 and 505 | 5xx, except 501, 503 and 505 |
| \`UnexpectedResponse\` | a response that was not understood: a redirect, HTML, broken JSON, over 64 KiB, an undocumented 2xx, another link's confirmation | 408, 429 and 5xx, except 501 and 505 | 2xx; 5xx, except 501, 503 and 505 |
| \`TransportError\` | no response, or not the whole of it | yes | unless no connection was made, or no key could be had |
| \`InvalidLinkRef\` | an id that cannot be named in a URL; nothing was sent | no | no |

Whatever the table says of one response, a call's \`outcome\` is \`Unknown\` as soon as any of its attempts may have been carried
out without its answer being seen.

Some transports may repeat a request by themselves, as the \`fetch\` of browsers does when a reused connection breaks
([which do](runtimes.md)). Over such a transport, \`LinkGone\` at a first attempt says \`outcome: "Unknown"\` too: the link is deleted, by this call or before it.

A listing fails with the same tags, but for those about a link and \`LINK_DELETE_FAILED\`, and has \`InvalidPageRef\` in place of
\`InvalidLinkRef\`: a workspace id that cannot be named in a URL, or a page out of range. It changes nothing, so its failures
have no \`outcome\`.
`

write("errors.md", errors)
write("openapi/delete-link.openapi.json", `${JSON.stringify(OpenApi.fromApi(UserplaneApi), null, 2)}\n`)
