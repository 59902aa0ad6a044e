import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { text } from "node:stream/consumers"

/** Runs a program to its end and gives what it printed. */
export const run = async (file: string, args: ReadonlyArray<string>, nodeOptions: ReadonlyArray<string> = []) => {
  const child = spawn(process.execPath, [...nodeOptions, file, ...args], { stdio: ["ignore", "pipe", "inherit"] })
  const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, "exit")])
  if (exitCode !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${exitCode}`)
  return output.trim()
}

/** Starts the server of the benchmark, and stops it when the work is done. */
export const withServer = async <A>(
  file: string,
  errorPercent: number,
  work: (baseUrl: string) => Promise<A>
): Promise<A> => {
  const server = spawn(process.execPath, [file, String(errorPercent)], { stdio: ["pipe", "pipe", "inherit"] })
  const exited = once(server, "exit")
  try {
    const [port] = await once(createInterface(server.stdout), "line")
    return await work(`http://127.0.0.1:${port}`)
  } finally {
    server.stdin.end()
    await exited
  }
}
