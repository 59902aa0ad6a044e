/**
 * Checks the workflows of GitHub, and the action of this repository that they use: by GitHub's own language service, which knows
 * their schema and what an expression may read; that a workflow permits nothing by itself; and that each action is pinned to a
 * commit, since a tag can be moved.
 */
import { readdirSync, readFileSync } from "node:fs"
import { validate } from "@actions/languageservice"
import { TextDocument } from "vscode-languageserver-textdocument"

interface Problem {
  readonly line: number
  readonly message: string
}

const pinned = /uses: (\.\/\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/

const unpinned = (text: string): ReadonlyArray<Problem> =>
  text
    .split("\n")
    .map((content, index) => ({ line: index + 1, content }))
    .filter(({ content }) => /^\s*(- )?uses:/.test(content) && !pinned.test(content))
    .map(({ content, line }) => ({
      line,
      message: `Expected a commit, and its version in a comment: ${content.trim()}`
    }))

const permitting = (file: string, text: string): ReadonlyArray<Problem> =>
  file.includes("/workflows/") && !/^permissions: \{\}$/m.test(text)
    ? [{ line: 1, message: "Expected `permissions: {}`, and the permissions of each job with the job" }]
    : []

const invalid = async (file: string, text: string): Promise<ReadonlyArray<Problem>> => {
  const diagnostics = await validate(TextDocument.create(file, "yaml", 1, text))
  return diagnostics.map(({ message, range }) => ({
    line: range.start.line + 1,
    message: typeof message === "string" ? message : message.value
  }))
}

const problemsOf = async (file: string): Promise<ReadonlyArray<string>> => {
  const text = readFileSync(file, "utf8")
  const problems = [...(await invalid(file, text)), ...permitting(file, text), ...unpinned(text)]
  return problems.map(({ line, message }) => `${file}:${line} ${message}`)
}

const files = readdirSync(".github", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yml"))
  .map((name) => `.github/${name}`)
const problems = (await Promise.all(files.map(problemsOf))).flat()

for (const problem of problems) console.error(problem)
console.log(`${files.length} files, ${problems.length} problems`)
process.exitCode = files.length > 0 && problems.length === 0 ? 0 : 1
