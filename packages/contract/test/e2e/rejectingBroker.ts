/** The broker behind a gateway that lets nobody publish results. */
import * as Http from "node:http"
import { listen } from "../../src/internal/loopback.js"

const isPublication = ({ method, url = "" }: Http.IncomingMessage): boolean =>
  method === "POST" && url.includes("/verification-results")

/** The broker names itself as the `Host` it was asked for, so its links lead through the gateway, too. */
export const rejectingBroker = (baseUrl: string) =>
  listen((request, response) => {
    if (isPublication(request)) {
      response.writeHead(403).end()
      return
    }
    const { headers, method, url: path } = request
    const { hostname, port } = new URL(baseUrl)
    const asked = Http.request({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    asked.on("error", () => response.destroy())
    request.pipe(asked)
  })
