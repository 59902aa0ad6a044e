/** Draws the main table. */
import * as vega from "vega"
import { isOwn } from "../throughput/clients/index.js"
import type { Report } from "./report.js"

const spec = (report: Report, concurrency: number): vega.Spec => ({
  width: 480,
  height: 24 * report.race.length,
  padding: 8,
  background: "white",
  title: { text: `Calls a second as a share of the baseline, ${concurrency} at a time`, anchor: "start" },
  data: [
    {
      name: "race",
      values: report.race.map((row) => ({
        name: report.names[row.id] ?? row.id,
        own: isOwn(row.id),
        ...row.byConcurrency.find((measured) => measured.concurrency === concurrency)?.toBaseline
      }))
    }
  ],
  scales: [
    { name: "share", type: "linear", range: "width", domain: { data: "race", field: "max" }, nice: true, zero: true },
    { name: "name", type: "band", range: "height", domain: { data: "race", field: "name" }, padding: 0.2 }
  ],
  axes: [
    { orient: "bottom", scale: "share", grid: true },
    { orient: "left", scale: "name", domain: false, ticks: false, labelLimit: 240 }
  ],
  marks: [
    {
      type: "rect",
      from: { data: "race" },
      encode: {
        enter: {
          y: { scale: "name", field: "name" },
          height: { scale: "name", band: 1 },
          x: { scale: "share", value: 0 },
          x2: { scale: "share", field: "median" },
          fill: [{ test: "datum.own", value: "#2f6f4f" }, { value: "#b8c4cc" }]
        }
      }
    },
    {
      type: "rule",
      from: { data: "race" },
      encode: {
        enter: {
          y: { scale: "name", field: "name", band: 0.5 },
          x: { scale: "share", field: "min" },
          x2: { scale: "share", field: "max" },
          stroke: { value: "#333333" }
        }
      }
    }
  ]
})

export const plot = (report: Report, concurrency: number): Promise<string> =>
  new vega.View(vega.parse(spec(report, concurrency)), { renderer: "none" }).toSVG()
