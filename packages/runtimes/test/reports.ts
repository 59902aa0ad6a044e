import type { Report, Said } from "../src/program/report.js"

export const said = (linkId: string, outcome: Said["outcome"], what = "TransportError"): Said => ({
  linkId,
  what,
  outcome
})

/** A report of a client that knows nothing, but for some calls. */
export const report = (calls: Partial<Report["calls"]>, bulk: ReadonlyArray<Said> = []): Report => ({
  calls: {
    deletable: said("lnk_deletable", "Unknown"),
    forbidden: said("lnk_forbidden", "Unknown"),
    gone: said("lnk_gone", "Unknown"),
    lost: said("lnk_lost", "Unknown"),
    lostOverHttpClient: said("lnk_lostOverHttpClient", "Unknown"),
    lostOverOwnFetch: said("lnk_lostOverOwnFetch", "Unknown"),
    lostWithRetries: said("lnk_lostWithRetries", "Unknown"),
    refused: said("lnk_refused", "Unknown"),
    ...calls
  },
  afterInterrupt: "closed",
  bulk
})
