/** A checkout of a consumer: the pact is committed there, and can be changed. */
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { committedPact } from "../committedPact.js"
import { temporaryFolder } from "../temporaryFolder.js"

interface Pact {
  readonly interactions: ReadonlyArray<{ readonly response: { readonly status: number } }>
}

/** The pact with one more interaction, which no Userplane answers: a deletion that is only accepted. */
const withMore = (pact: Pact): Pact => ({
  ...pact,
  interactions: [
    ...pact.interactions,
    ...pact.interactions
      .filter(({ response }) => response.status === 200)
      .slice(0, 1)
      .map((deletion) => ({
        ...deletion,
        description: "a deletion that is only accepted",
        response: { ...deletion.response, status: 202 }
      }))
  ]
})

export const make = Effect.map(temporaryFolder, (folder) => {
  const pact = join(folder, "pact.json")
  const git = (...args: ReadonlyArray<string>): string =>
    ChildProcess.execFileSync(
      "git",
      ["-C", folder, "-c", "user.name=test", "-c", "user.email=test@localhost", ...args],
      {
        encoding: "utf8"
      }
    ).trim()

  Fs.copyFileSync(committedPact, pact)
  git("init", "--quiet", "--initial-branch", "main")
  git("add", ".")
  git("commit", "--quiet", "--message", "Delete links")
  return {
    folder,
    pact,
    commit: git("rev-parse", "HEAD"),
    /** Changes the file without a commit. */
    touch: Effect.sync(() => Fs.appendFileSync(pact, "\n")),
    /** Asks for more on a branch, and is the commit that does. */
    askForMore: Effect.sync(() => {
      git("checkout", "--quiet", "-b", "feature")
      Fs.writeFileSync(pact, JSON.stringify(withMore(JSON.parse(Fs.readFileSync(pact, "utf8")))))
      git("commit", "--quiet", "--all", "--message", "Ask for more")
      return git("rev-parse", "HEAD")
    })
  }
})
