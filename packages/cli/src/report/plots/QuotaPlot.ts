/**
 * Requests over time against a window of the quota.
 *
 * @since 0.1.0
 */
import type * as vega from "vega"
import { number, windowLength } from "../../terminal/Format.js"
import type { UsedWindow } from "../Statistics.js"
import { color, counts, draw, type Plot, type Room } from "./Plot.js"

/** The day is named where one begins. */
const timeFormat: vega.TimeFormatSpecifier = {
  seconds: "%H:%M:%S",
  minutes: "%H:%M",
  hours: "%H:%M",
  date: "%d %b",
  week: "%d %b"
}

/** The shortest time that is worth a plot, in milliseconds. */
const shortest = 2000

/** A step is drawn from change to change, so what lies between two changes is left out. */
const changes = (uses: UsedWindow["uses"]): UsedWindow["uses"] =>
  uses.filter(
    ({ requests }, index) => index === 0 || index === uses.length - 1 || uses[index - 1]?.requests !== requests
  )

const steps = {
  interpolate: { value: "step-after" },
  x: { scale: "x", field: "at" },
  y: { scale: "y", field: "requests" }
} as const

const area: vega.Mark = {
  type: "area",
  from: { data: "uses" },
  encode: {
    enter: { ...steps, y2: { scale: "y", value: 0 }, fill: { value: color.accent }, fillOpacity: { value: 0.25 } }
  }
}

const outline: vega.Mark = {
  type: "line",
  from: { data: "uses" },
  encode: { enter: { ...steps, stroke: { value: color.accent }, strokeWidth: { value: 1.5 } } }
}

const quotaLine: vega.Mark = {
  type: "rule",
  from: { data: "quota" },
  encode: {
    enter: {
      x: { value: 0 },
      x2: { signal: "width" },
      y: { scale: "y", field: "limit" },
      stroke: { value: color.ink },
      strokeWidth: { value: 1.5 },
      strokeDash: { value: [6, 4] }
    }
  }
}

const quotaLabel: vega.Mark = {
  type: "text",
  from: { data: "quota" },
  encode: {
    enter: {
      x: { signal: "width" },
      y: { scale: "y", field: "limit", offset: -6 },
      align: { value: "right" },
      text: { field: "label" }
    }
  }
}

const specFor =
  ({ limit, most, uses }: UsedWindow) =>
  ({ ticks }: Room): vega.Spec => {
    const quota = Number.isFinite(limit) ? [{ limit, label: `quota: ${number(limit)}` }] : []
    // Above the quota is room for its label.
    const highest = Math.max(most, ...quota.map(({ limit }) => limit * 1.15), 1)
    return {
      height: 200,
      data: [
        { name: "uses", values: [...changes(uses)] },
        { name: "quota", values: quota }
      ],
      scales: [
        { name: "x", type: "utc", range: "width", domain: { data: "uses", field: "at" } },
        { name: "y", range: "height", zero: true, domain: [0, highest] }
      ],
      axes: [
        counts,
        {
          orient: "bottom",
          scale: "x",
          tickCount: ticks,
          format: timeFormat,
          labelFlush: true,
          labelOverlap: true,
          title: "time (UTC)"
        }
      ],
      marks: [area, outline, quotaLine, quotaLabel]
    }
  }

/**
 * The requests in a window at each point in time, with the quota as a line.
 *
 * @since 0.1.0
 * @category constructors
 */
export const quotaPlot = async (window: UsedWindow): Promise<Plot> => {
  const { limit, millis, most, uses } = window
  const length = windowLength(millis)
  const title = `Requests in the last ${length}`
  if (most === 0) return { title, description: "No request was sent.", svg: undefined }
  const sent = `Requests sent in the ${length} before each point in time: at most ${number(most)}`
  const quota = Number.isFinite(limit) ? `, of a quota of ${number(limit)}` : ""
  return {
    title,
    description: `${sent}${quota}.`,
    svg: (uses.at(-1)?.at ?? 0) - (uses[0]?.at ?? 0) < shortest ? undefined : await draw(specFor(window))
  }
}
