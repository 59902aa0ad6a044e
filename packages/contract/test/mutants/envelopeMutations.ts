/** Another envelope, no envelope, another way to say what it is. */
import { objectOf, withHeader } from "./Message.js"
import { isError, type Mutation, ofBody, ofHeader, ofResponse } from "./Mutation.js"

const undocumentedStatuses = [201, 202, 302, 307, 402, 409, 422, 502, 504]

const otherContentTypes = ["text/plain", "text/html", "application/xml", "application/problem+json"]

const inCapitals = (body: object) =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toUpperCase(), value]))

export const envelopeMutations: ReadonlyArray<Mutation> = [
  ...undocumentedStatuses.map((status) =>
    ofResponse(`the HTTP status is ${status}`, (message) => ({
      ...withHeader(message, "location", "/elsewhere"),
      status
    }))
  ),
  ofResponse("the HTTP status is 204, without a body", (message) => ({ ...message, status: 204, body: "" })),
  ofBody("the envelope is that of the prose documentation", ({ code, message }) => ({ error: code, message }), isError),
  ofBody("the envelope is in an envelope", (body) => ({ error: body })),
  ofBody("the envelope is in an array", (body) => [body]),
  ofBody("the envelope is a string", (body) => JSON.stringify(body)),
  ofBody("the envelope is null", () => null),
  ofBody("the envelope is empty", () => ({})),
  ofBody("the names of the fields are in capitals", inCapitals),
  ofResponse("the body is empty", (message) => ({ ...message, body: "" })),
  ofResponse("the body is cut", (message) => ({ ...message, body: message.body.slice(0, message.body.length / 2) })),
  ofResponse("the body is a page", (message) => ({
    ...withHeader(message, "content-type", "text/html"),
    body: "<!DOCTYPE html><title>Bad gateway</title>"
  })),
  ofResponse("the body is a form", (message) => ({
    ...withHeader(message, "content-type", "application/x-www-form-urlencoded"),
    body: Object.keys(objectOf(message)).join("=&")
  })),
  ...otherContentTypes.map((contentType) =>
    ofHeader(`the content type is ${contentType}`, "content-type", contentType)
  ),
  ofHeader("there is no content type", "content-type", undefined)
]
