/** Responses in which a server sends the key back. */
import { spellings } from "./Spellings.js"

export interface Echo {
  readonly name: string
  readonly status: number
  /** Default: a content type of JSON. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: none. */
  readonly body?: string | Uint8Array<ArrayBuffer>
}

interface LinkIds {
  readonly workspaceId: string
  readonly linkId: string
}

const json = { "content-type": "application/json" }
const page = { "content-type": "text/html" }

const envelope = { defined: true, code: "LINK_NOT_FOUND", status: 404, message: "Link not found" }

/** The body of a page with one link, which may have other fields. */
export const listing = ({ linkId, workspaceId }: LinkIds, fields: object): string =>
  JSON.stringify({
    data: { workspaceId, links: [{ linkId, ...fields }], pagination: { total: 1, hasMore: false } }
  })

/** Every echo of a key, in a response to the deletion of a link or to the listing of its workspace. */
export const echoes = (secret: string, link: LinkIds): ReadonlyArray<Echo> => {
  const inJson = spellings.JSON(secret)
  const inHtml = spellings["hexadecimal references"](secret)
  const inDecimalHtml = spellings["decimal references"](secret)
  const inUrl = spellings["a URL, every character"](secret)

  return [
    { name: "the message", status: 404, body: JSON.stringify({ ...envelope, message: `Key ${secret}` }) },
    { name: "the code", status: 404, body: JSON.stringify({ ...envelope, code: secret }) },
    { name: "the error of the prose shape", status: 404, body: JSON.stringify({ error: secret, message: "m" }) },
    { name: "the data", status: 404, body: JSON.stringify({ ...envelope, data: { request: [`Bearer ${secret}`] } }) },
    { name: "the names in the data", status: 404, body: JSON.stringify({ ...envelope, data: { [secret]: secret } }) },
    { name: "an undocumented field", status: 404, body: JSON.stringify({ ...envelope, key: secret }) },
    { name: "a retried failure", status: 503, body: JSON.stringify({ code: "SERVICE_UNAVAILABLE", message: secret }) },
    { name: "an envelope of its own", status: 500, body: JSON.stringify({ headers: { authorization: secret } }) },
    { name: "a JSON text", status: 500, body: JSON.stringify(`Bearer ${secret}`) },
    {
      name: "the escapes of JSON, in the message",
      status: 404,
      body: `{"code":"LINK_NOT_FOUND","message":"${inJson}"}`
    },
    { name: "the escapes of JSON, in the code", status: 404, body: `{"code":"${inJson}","message":"m"}` },
    { name: "the escapes of JSON, in no envelope", status: 404, body: `{"key":"${inJson}"}` },
    { name: "some escapes of JSON, in no envelope", status: 404, body: `{"key":"${secret.replaceAll("/", "\\/")}"}` },
    {
      name: "the escapes of JSON within JSON",
      status: 404,
      body: JSON.stringify({ ...envelope, data: `{"key":"${inJson}"}` })
    },
    { name: "cut JSON", status: 500, body: `{"code":"X","message":"${secret}` },
    { name: "cut JSON with escapes", status: 500, body: `{"code":"X","message":"${inJson}` },
    { name: "a confirmation", status: 200, body: JSON.stringify({ message: `Deleted with ${secret}`, data: link }) },
    {
      name: "another link's confirmation",
      status: 200,
      body: JSON.stringify({ message: "m", data: { ...link, linkId: secret } })
    },
    { name: "the id of a listed link", status: 200, body: listing(link, { linkId: secret }) },
    { name: "the fields of a listed link", status: 200, body: listing(link, { meta: { seen: [`Bearer ${secret}`] } }) },
    {
      name: "the names of a listed link's fields",
      status: 200,
      body: listing(link, { [secret]: 1, meta: { [secret]: 1 } })
    },
    { name: "a page of HTML", status: 502, body: `<pre>authorization: Bearer ${secret}</pre>`, headers: page },
    { name: "a page of HTML in capitals", status: 502, body: `<pre>${secret.toUpperCase()}</pre>`, headers: page },
    { name: "a page of HTML with hexadecimal references", status: 502, body: `<pre>${inHtml}</pre>`, headers: page },
    { name: "a page of HTML with decimal references", status: 502, body: `<pre>${inDecimalHtml}</pre>`, headers: page },
    { name: "a page of HTML with a link", status: 502, body: `<a href="/?key=${inUrl}">`, headers: page },
    { name: "a page with status 200", status: 200, body: `Bearer ${secret}`, headers: page },
    { name: "the end of the excerpt", status: 500, body: `${" ".repeat(2_040)}${secret}`, headers: page },
    { name: "the end of what is read", status: 500, body: `${" ".repeat(64 * 1024 - 20)}${secret}` },
    { name: "a body of keys", status: 500, body: secret.repeat(3_000), headers: page },
    { name: "a body that is not UTF-8", status: 500, body: Buffer.from(`\xff${secret}\xff`, "latin1") },
    { name: "x-request-id", status: 404, body: JSON.stringify(envelope), headers: { ...json, "x-request-id": secret } },
    { name: "request-id", status: 404, body: JSON.stringify(envelope), headers: { ...json, "request-id": secret } },
    {
      name: "the request id of a success",
      status: 200,
      body: JSON.stringify({ message: "m", data: link }),
      headers: { ...json, "x-request-id": secret }
    },
    { name: "Location", status: 302, headers: { location: `https://login.example/?key=${secret}` } },
    {
      name: "Location, percent-encoded",
      status: 302,
      headers: { location: `https://login.example/?key=${encodeURIComponent(secret)}` }
    },
    { name: "Content-Type", status: 500, headers: { "content-type": `text/html; key="${secret}"` } },
    { name: "Retry-After", status: 429, body: JSON.stringify(envelope), headers: { ...json, "retry-after": secret } },
    { name: "data.retryAfter", status: 429, body: JSON.stringify({ ...envelope, data: { retryAfter: secret } }) }
  ]
}
