/** The responses that the server sends and every client expects: the documented envelopes, chosen by the number of the link. */

export const workspaceId = "ws_bench"

const prefix = "lnk_"

export const linkIdOf = (call: number): string => `${prefix}${call}`

export type Answer = "Deleted" | "LinkGone"

/** The answer for a link: of every hundred calls `errorPercent` fail, spread evenly. */
export const answerTo = (linkId: string, errorPercent: number): Answer =>
  (Number(linkId.slice(prefix.length)) * errorPercent) % 100 < errorPercent ? "LinkGone" : "Deleted"

const response = (statusLine: string, body: unknown): string => {
  const text = JSON.stringify(body)
  return [
    `HTTP/1.1 ${statusLine}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(text)}`,
    "",
    text
  ].join("\r\n")
}

const gone = response("410 Gone", {
  defined: true,
  code: "LINK_GONE",
  status: 410,
  message: "Link has been deleted"
})

export const responseTo = (linkId: string, errorPercent: number): string =>
  answerTo(linkId, errorPercent) === "LinkGone"
    ? gone
    : response("200 OK", { message: "Link deleted successfully", data: { workspaceId, linkId } })
