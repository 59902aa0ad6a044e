/** What the server answers and every contestant expects: the documented envelopes, mixed by the number of the link. */

export const workspaceId = "ws_bench"

const prefix = "lnk_"

export const linkIdOf = (call: number): string => `${prefix}${call}`

export type Answer = "Deleted" | "LinkGone"

/** Every hundred calls hold `errorPercent` refused ones, spread evenly. */
export const answerTo = (linkId: string, errorPercent: number): Answer =>
  (Number(linkId.slice(prefix.length)) * errorPercent) % 100 < errorPercent ? "LinkGone" : "Deleted"

const reply = (statusLine: string, body: unknown): string => {
  const text = JSON.stringify(body)
  return [
    `HTTP/1.1 ${statusLine}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(text)}`,
    "",
    text
  ].join("\r\n")
}

const gone = reply("410 Gone", {
  defined: true,
  code: "LINK_GONE",
  status: 410,
  message: "Link has been deleted"
})

export const replyTo = (linkId: string, errorPercent: number): string =>
  answerTo(linkId, errorPercent) === "LinkGone"
    ? gone
    : reply("200 OK", { message: "Link deleted successfully", data: { workspaceId, linkId } })
