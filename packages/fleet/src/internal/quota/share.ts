import type { QuotaWindow } from "@effect-userplane/protocol/QuotaWindow"

/** A part of each window, rounded down but at least one request: a share of nothing would never end. */
export const shareOf = (windows: ReadonlyArray<QuotaWindow>, share: number): ReadonlyArray<QuotaWindow> =>
  share === 1
    ? windows
    : windows.map(({ limit, millis }) => ({ limit: Math.max(1, Math.floor(limit * share)), millis }))
