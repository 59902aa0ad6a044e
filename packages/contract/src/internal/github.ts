/** The outcome of a verification as GitHub Actions shows it. */
import type { Outcome, VerifiedInteraction } from "../Verification.js"

// Markdown takes each of these after a backslash for itself.
const escaped = (text: string): string => text.replace(/[!-/:-@[-`{-~]/g, "\\$&").replace(/\s+/g, " ")

const verdict = ({ mismatches, pending }: VerifiedInteraction): string => {
  if (mismatches.length === 0) return "✅"
  return pending ? "⚠️ pending" : "❌"
}

const row = (interaction: VerifiedInteraction): string => {
  const { consumer, description, mismatches, states } = interaction
  const cells = [consumer, description, states.join(", ")].map(escaped)
  return `| ${[verdict(interaction), ...cells, mismatches.map(escaped).join("<br>")].join(" | ")} |`
}

const headlineOf = ({ message }: Outcome): string => message.split("\n", 1).join("")

/** The summary of a step, as Markdown. */
export const summary = (provider: string, outcome: Outcome): string => {
  const title = `### Contract of ${escaped(provider)}`
  if (outcome._tag === "VerificationImpossible") return `${title}\n\n${escaped(outcome.message)}\n`
  return [
    title,
    "",
    escaped(headlineOf(outcome)),
    "",
    "| | consumer | interaction | given | mismatches |",
    "| --- | --- | --- | --- | --- |",
    ...outcome.interactions.map(row),
    ""
  ].join("\n")
}

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C")

const annotation = (level: "error" | "warning", title: string, text: string): string =>
  `::${level} title=${property(title)}::${data(text)}`

/** An annotation per interaction that failed, as workflow commands. */
export const annotations = (outcome: Outcome): ReadonlyArray<string> =>
  outcome._tag === "VerificationImpossible"
    ? [annotation("error", "The contract was not verified", outcome.message)]
    : outcome.failed.map(({ consumer, description, mismatches, pending }) =>
        annotation(
          pending ? "warning" : "error",
          `${consumer}: ${description}${pending ? " (pending)" : ""}`,
          mismatches.join("\n")
        )
      )
