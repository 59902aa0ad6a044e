import { spawn } from "node:child_process"
import { once } from "node:events"
import { constants, setPriority } from "node:os"
import { createInterface } from "node:readline"
import { text } from "node:stream/consumers"

export interface RunOptions {
  readonly nodeOptions?: ReadonlyArray<string>
  /** Runs at a low priority, so that other programs get the processors first. */
  readonly yields?: boolean
}

/** Runs a program to its end, for what it printed. */
export const run = async (
  file: string,
  args: ReadonlyArray<string>,
  { nodeOptions = [], yields = false }: RunOptions = {}
): Promise<string> => {
  const child = spawn(process.execPath, [...nodeOptions, file, ...args], { stdio: ["ignore", "pipe", "inherit"] })
  if (yields && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, "exit")])
  if (exitCode !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${exitCode}`)
  return output.trim()
}

/** A program that answers each line with a line of JSON. */
export interface Dialogue<Answer> {
  readonly ask: (line: string) => Promise<Answer>
  readonly end: () => Promise<void>
}

/** Starts a program that lives until its input ends. */
export const converse = <Answer>(file: string, args: ReadonlyArray<string>): Dialogue<Answer> => {
  const child = spawn(process.execPath, [file, ...args], { stdio: ["pipe", "pipe", "inherit"] })
  const exited = once(child, "exit")
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    ask: async (line) => {
      child.stdin.write(`${line}\n`)
      const answer = await answers.next()
      if (answer.done === true) throw new Error(`${file} ${args.join(" ")} ended early`)
      return JSON.parse(answer.value)
    },
    end: async () => {
      child.stdin.end()
      await exited
    }
  }
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
