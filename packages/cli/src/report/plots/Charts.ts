/**
 * The plots of a journal.
 *
 * @since 0.1.0
 */
import { fromStatistics } from "../Outcomes.js"
import type { JournalStatistics } from "../Statistics.js"
import { latencyPlot } from "./LatencyPlot.js"
import { outcomePlot } from "./OutcomePlot.js"
import type { Plot } from "./Plot.js"
import { quotaPlot } from "./QuotaPlot.js"

/**
 * Draws links by outcome, requests over time against every window of the quota, and how long responses took.
 *
 * @since 0.1.0
 * @category constructors
 */
export const plots = (statistics: JournalStatistics): Promise<ReadonlyArray<Plot>> =>
  Promise.all([outcomePlot(fromStatistics(statistics)), ...statistics.windows.map(quotaPlot), latencyPlot(statistics)])
