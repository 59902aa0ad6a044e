/**
 * The times from requests to their responses.
 *
 * @since 0.1.0
 */
import type * as vega from "vega"
import { latency } from "../../terminal/Format.js"
import type { LatencyClass } from "../Latencies.js"
import type { JournalStatistics } from "../Statistics.js"
import { color, counts, draw, type Plot, type Room } from "./Plot.js"

// A logarithmic axis has no zero: faster responses are drawn as if they took so long, in milliseconds.
const least = 0.8

const second = 1000
const minute = 60 * second

const roundTimes = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  second,
  2 * second,
  5 * second,
  10 * second,
  30 * second,
  minute
]

const timeLabel = `datum.value < ${second} ? datum.value + ' ms' : datum.value / ${second} + ' s'`

/** The fewest responses that are worth a plot. */
const fewest = 10

/** The quantiles that are marked, each with its label on a line of its own. */
const marked = ({ half, most }: NonNullable<JournalStatistics["under"]>) => [
  { at: Math.max(half, least), label: `half: ${latency(half)}`, y: 10 },
  { at: Math.max(most, least), label: `95 %: ${latency(most)}`, y: 26 }
]

const bars: vega.Mark = {
  type: "rect",
  from: { data: "classes" },
  encode: {
    enter: {
      x: { scale: "x", field: "from", offset: 0.5 },
      x2: { scale: "x", field: "to", offset: -0.5 },
      y: { scale: "y", field: "requests" },
      y2: { scale: "y", value: 0 },
      fill: { value: color.accent }
    }
  }
}

const quantileLines: vega.Mark = {
  type: "rule",
  from: { data: "quantiles" },
  encode: {
    enter: {
      x: { scale: "x", field: "at" },
      y: { value: 0 },
      y2: { signal: "height" },
      stroke: { value: color.ink },
      strokeDash: { value: [2, 3] }
    }
  }
}

const isRight = "scale('x', datum.at) > width / 2"

const quantileLabels: vega.Mark = {
  type: "text",
  from: { data: "quantiles" },
  encode: {
    enter: {
      x: { scale: "x", field: "at", offset: { signal: `${isRight} ? -6 : 6` } },
      y: { field: "y" },
      align: { signal: `${isRight} ? 'right' : 'left'` },
      text: { field: "label" }
    }
  }
}

const specFor =
  (classes: ReadonlyArray<LatencyClass>, under: NonNullable<JournalStatistics["under"]>) =>
  ({ ticks }: Room): vega.Spec => {
    const values = classes.map(({ from, requests, to }) => ({ from: Math.max(from, least), to, requests }))
    const [from, to] = [values[0]?.from ?? least, values.at(-1)?.to ?? 1]
    const most = values.reduce((most, { requests }) => Math.max(most, requests), 1)
    return {
      height: 200,
      data: [
        { name: "classes", values: values.filter(({ requests }) => requests > 0) },
        { name: "quantiles", values: marked(under) }
      ],
      scales: [
        // Room for the first and the last label, and for the labels above the bars.
        { name: "x", type: "log", range: "width", domain: [from / 1.2, to * 1.2] },
        { name: "y", range: "height", zero: true, domain: [0, most * 1.25] }
      ],
      axes: [
        counts,
        {
          orient: "bottom",
          scale: "x",
          values: roundTimes.filter((time) => time >= from / 1.2 && time <= to * 1.2),
          tickCount: ticks,
          labelOverlap: "greedy",
          labelSeparation: 8,
          encode: { labels: { update: { text: { signal: timeLabel } } } },
          title: "time to the response (logarithmic)"
        }
      ],
      marks: [bars, quantileLines, quantileLabels]
    }
  }

/**
 * A histogram, with the time within which half of the responses came, and 95 %.
 *
 * @since 0.1.0
 * @category constructors
 */
export const latencyPlot = async ({ latencies, under }: JournalStatistics): Promise<Plot> => {
  const title = "Time from a request to its response"
  if (under === undefined) return { title, description: "No request was answered.", svg: undefined }
  const responses = latencies.reduce((sum, { requests }) => sum + requests, 0)
  if (responses === 1)
    return { title, description: `The one response came after ${latency(under.half)}.`, svg: undefined }
  return {
    title,
    description: `How many responses took how long: half came within ${latency(under.half)}, 95 % within ${latency(under.most)}, 99 % within ${latency(under.nearlyAll)}.`,
    svg: responses < fewest ? undefined : await draw(specFor(latencies, under))
  }
}
