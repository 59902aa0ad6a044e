/**
 * The server of the benchmark, in a process of its own. It does no more than send the documented envelopes, so that the client
 * is what is measured. It writes its port to standard output and ends with its standard input.
 */
import { createServer, type Socket } from "node:net"
import { responseTo } from "./wire.js"

const errorPercent = Number(process.argv[2])

const endOfHead = "\r\n\r\n"

const answer = (head: string): string => {
  const path = head.slice(head.indexOf(" ") + 1, head.indexOf(" HTTP/1.1"))
  return responseTo(path.slice(path.lastIndexOf("/") + 1), errorPercent)
}

const serve = (socket: Socket): void => {
  let pending = ""
  socket.setNoDelay(true)
  socket.setEncoding("latin1")
  socket.on("error", () => socket.destroy())
  socket.on("data", (chunk) => {
    const heads = `${pending}${chunk}`.split(endOfHead)
    pending = heads.pop() ?? ""
    if (heads.length > 0) socket.write(heads.map(answer).join(""))
  })
}

const server = createServer(serve)

server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (address !== null && typeof address === "object") process.stdout.write(`${address.port}\n`)
})

process.stdin.on("end", () => process.exit()).resume()
