/**
 * The plots of a journal as SVG. Their colours are those of the page, so that they follow its light or dark scheme.
 *
 * @since 0.1.0
 */
import * as vega from "vega"
import { latency, number, utc, windowLength } from "../terminal/Format.js"
import type { LatencyClass } from "./Latencies.js"
import type { JournalStatistics, UsedWindow } from "./Statistics.js"

/**
 * A plot, and what it shows in words.
 *
 * @since 0.1.0
 * @category models
 */
export interface Plot {
  readonly title: string
  readonly description: string
  readonly svg: string
}

const width = 680

const ink = "var(--ink)"
const faint = "var(--faint)"
const accent = "var(--accent)"
const alarm = "var(--alarm)"

const config: vega.Config = {
  axis: {
    domainColor: faint,
    gridColor: faint,
    gridOpacity: 0.4,
    labelColor: ink,
    labelFontSize: 12,
    tickColor: faint,
    titleColor: ink,
    titleFontSize: 12,
    titleFontWeight: "normal"
  },
  text: { fill: ink, fontSize: 12 }
}

/** The day is named where one begins. */
const timeFormat: vega.TimeFormatSpecifier = { minutes: "%H:%M", hours: "%H:%M", date: "%d %b", week: "%d %b" }

const draw = async (title: string, description: string, spec: vega.Spec): Promise<Plot> => {
  const view = new vega.View(
    vega.parse({ width, padding: 4, autosize: { type: "fit", contains: "padding" }, ...spec }, config),
    {
      renderer: "none"
    }
  )
  return { title, description, svg: await view.toSVG() }
}

const usedWindow = ({ limit, millis, most, uses }: UsedWindow): Promise<Plot> => {
  const length = windowLength(millis)
  const quota = Number.isFinite(limit) ? [{ limit, label: `quota: ${number(limit)}` }] : []
  const end = uses.at(-1)?.at
  return draw(
    `Requests in the last ${length}`,
    `The number of requests sent in the ${length} before each point in time: at most ${number(most)}${quota.length > 0 ? `, of a quota of ${number(limit)}` : ""}, from ${utc(uses[0]?.at ?? 0)} to ${utc(end ?? 0)} UTC.`,
    {
      height: 200,
      data: [
        { name: "uses", values: [...uses] },
        { name: "quota", values: quota }
      ],
      scales: [
        { name: "x", type: "utc", range: "width", domain: { data: "uses", field: "at" } },
        {
          name: "y",
          range: "height",
          zero: true,
          nice: true,
          domain: [0, Math.max(most, ...quota.map(({ limit }) => limit * 1.1), 1)]
        }
      ],
      axes: [
        { orient: "left", scale: "y", grid: true, tickCount: 5, title: "requests" },
        { orient: "bottom", scale: "x", tickCount: 6, format: timeFormat, title: "time, UTC" }
      ],
      marks: [
        {
          type: "area",
          from: { data: "uses" },
          encode: {
            enter: {
              interpolate: { value: "step-after" },
              x: { scale: "x", field: "at" },
              y: { scale: "y", field: "requests" },
              y2: { scale: "y", value: 0 },
              fill: { value: accent },
              fillOpacity: { value: 0.55 },
              stroke: { value: accent }
            }
          }
        },
        {
          type: "rule",
          from: { data: "quota" },
          encode: {
            enter: {
              x: { value: 0 },
              x2: { signal: "width" },
              y: { scale: "y", field: "limit" },
              stroke: { value: alarm },
              strokeWidth: { value: 1.5 },
              strokeDash: { value: [6, 4] }
            }
          }
        },
        {
          type: "text",
          from: { data: "quota" },
          encode: {
            enter: {
              x: { signal: "width - 4" },
              y: { scale: "y", field: "limit", offset: -5 },
              align: { value: "right" },
              text: { field: "label" },
              fill: { value: alarm }
            }
          }
        }
      ]
    }
  )
}

const pendingLinks = "pending"

const outcomes = ({ open: pending, settled: final }: JournalStatistics): Promise<Plot> => {
  const values = [
    ...final.map(([tag, links]) => ({ tag, links })),
    ...(pending === 0 ? [] : [{ tag: pendingLinks, links: pending }])
  ]
  return draw("Links by outcome", `${values.map(({ links, tag }) => `${tag}: ${number(links)}`).join(", ")}.`, {
    height: 28 * Math.max(values.length, 1) + 40,
    data: [{ name: "outcomes", values: values.map((value) => ({ ...value, label: number(value.links) })) }],
    scales: [
      { name: "x", range: "width", zero: true, nice: true, domain: { data: "outcomes", field: "links" } },
      { name: "y", type: "band", range: "height", padding: 0.25, domain: { data: "outcomes", field: "tag" } }
    ],
    axes: [
      { orient: "bottom", scale: "x", grid: true, tickCount: 6, format: ",d", title: "links" },
      { orient: "left", scale: "y", domain: false, ticks: false, labelLimit: 200, labelPadding: 6 }
    ],
    marks: [
      {
        type: "rect",
        from: { data: "outcomes" },
        encode: {
          enter: {
            y: { scale: "y", field: "tag" },
            height: { scale: "y", band: 1 },
            x: { scale: "x", value: 0 },
            x2: { scale: "x", field: "links" },
            fill: [{ test: "datum.tag === 'Deleted' || datum.tag === 'LinkGone'", value: accent }, { value: alarm }]
          }
        }
      },
      {
        type: "text",
        from: { data: "outcomes" },
        encode: {
          enter: {
            y: { scale: "y", field: "tag", band: 0.5 },
            x: { scale: "x", field: "links", offset: 6 },
            baseline: { value: "middle" },
            text: { field: "label" }
          }
        }
      }
    ]
  })
}

const latencies = (classes: ReadonlyArray<LatencyClass>, under: JournalStatistics["under"]): Promise<Plot> =>
  draw(
    "Time from a request to its response",
    under === undefined
      ? "No request was answered."
      : `Half of the requests took less than ${latency(under.half)}, 95 % less than ${latency(under.most)}, 99 % less than ${latency(under.nearlyAll)}.`,
    {
      height: 200,
      data: [{ name: "classes", values: classes.map(({ from, requests }) => ({ from: latency(from), requests })) }],
      scales: [
        { name: "x", type: "band", range: "width", padding: 0.08, domain: { data: "classes", field: "from" } },
        { name: "y", range: "height", zero: true, nice: true, domain: { data: "classes", field: "requests" } }
      ],
      axes: [
        { orient: "left", scale: "y", grid: true, tickCount: 5, format: ",d", title: "requests" },
        { orient: "bottom", scale: "x", labelOverlap: "parity", title: "at least so long, and less than the next bar" }
      ],
      marks: [
        {
          type: "rect",
          from: { data: "classes" },
          encode: {
            enter: {
              x: { scale: "x", field: "from" },
              width: { scale: "x", band: 1 },
              y: { scale: "y", field: "requests" },
              y2: { scale: "y", value: 0 },
              fill: { value: accent }
            }
          }
        }
      ]
    }
  )

/**
 * The plots: requests over time against every window of the quota, links by outcome, and how long requests took.
 *
 * @since 0.1.0
 * @category constructors
 */
export const plots = (statistics: JournalStatistics): Promise<ReadonlyArray<Plot>> =>
  Promise.all([
    ...statistics.windows.map(usedWindow),
    outcomes(statistics),
    latencies(statistics.latencies, statistics.under)
  ])
