import type { RunStopped } from "@effect-userplane/core/RunStopped"

/** The reason why a run cannot go on, as its row has it. */
export const pauseReasonOf = ({ cause }: RunStopped): string => {
  const tag = cause._tag === "TransportError" ? cause.reason : cause._tag
  return `${tag}: ${cause.message}`
}

/** The beginning of each reason for which a run goes on with another key, as a pattern of SQL. */
export const aboutKey = "ApiKey%"

/** Tells whether a run goes on with another key. */
export const isAboutKey = (reason: string | undefined): boolean => reason?.startsWith("ApiKey") === true
