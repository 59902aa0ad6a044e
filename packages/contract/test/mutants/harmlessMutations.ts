/** Changes that no consumer may notice. */
import { withHeader } from "./Message.js"
import { isError, isUndeclared, type Mutation, ofBody, ofField, ofHeader, ofResponse } from "./Mutation.js"

const messages: Readonly<Record<string, string>> = {
  "another text": "Something else entirely",
  "an empty text": "",
  "a long text": "x".repeat(10_000),
  "a text in another language": "Der Link wurde gelöscht ✓ 已删除",
  "a text with quotes and line breaks": 'A "text"\n\tof\\two lines'
}

const data: Readonly<Record<string, unknown>> = {
  "an object": { retryAfter: 3 },
  "an empty object": {},
  "an array": ["a reason"],
  "a text": "a reason",
  null: null
}

const headers: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "retry-after": "3",
  server: "another",
  "set-cookie": "session=1; HttpOnly",
  "x-ratelimit-remaining": "119",
  "x-request-id": "req_1"
}

const contentTypes = [
  "application/json; charset=utf-8",
  "application/json;charset=UTF-8",
  "Application/JSON",
  "application/json ; profile=userplane"
]

const inReverse = (body: object) => Object.fromEntries(Object.entries(body).reverse())

export const harmlessMutations: ReadonlyArray<Mutation> = [
  ...Object.entries(messages).map(([what, text]) => ofField(`message is ${what}`, ["message"], () => text)),
  ...Object.entries(data).map(([what, value]) =>
    ofBody(`data is ${what}`, (body) => ({ ...body, data: value }), isError)
  ),
  ofBody("data is missing", ({ data: _, ...body }) => body, isError),
  ofBody("another field is added", (body) => ({ ...body, requestId: "req_1" }), isError),
  ...Object.entries(headers).map(([name, value]) => ofHeader(`the header ${name} is added`, name, value)),
  ofHeader("the header date is gone", "date", undefined),
  ...contentTypes.map((contentType) => ofHeader(`the content type is ${contentType}`, "content-type", contentType)),
  ofResponse("the reason of the status is another", (message) => ({ ...message, reason: "Whatever" })),
  ofResponse("the reason of the status is empty", (message) => ({ ...message, reason: "" })),
  ofBody("the order of the fields is another", inReverse),
  ofResponse("the JSON is indented", (message) => ({
    ...message,
    body: JSON.stringify(JSON.parse(message.body), null, 2)
  })),
  ofResponse("the JSON ends with a new line", (message) => ({ ...message, body: `${message.body}\n` })),
  ofResponse("the JSON is escaped", (message) => ({
    ...message,
    body: message.body.replace(
      /[a-z](?=[a-z]*")/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`
    )
  })),
  ofResponse("the connection is closed", (message) => withHeader(message, "connection", "close")),
  ofField("code is another", ["code"], () => "SOMETHING_ELSE", isUndeclared),
  ofField("code is no constant", ["code"], () => "something else", isUndeclared)
]
