/**
 * Links by outcome.
 *
 * @since 0.1.0
 */
import type * as vega from "vega"
import { counted, number } from "../../terminal/Format.js"
import { type Kind, linksOf, type Outcome } from "../Outcomes.js"
import { color, draw, type Plot, type Room } from "./Plot.js"

const rowHeight = 44

// A few links of many are seen all the same.
const leastWidth = 3

/** The room for a number of links, in pixels. */
const numberWidth = 80

const bar = (width: vega.NumericValueRef, fill: vega.ColorValueRef): vega.Mark => ({
  type: "rect",
  from: { data: "outcomes" },
  encode: {
    enter: {
      x: { value: 0 },
      width,
      y: { scale: "y", field: "name", offset: 24 },
      height: { value: 10 },
      cornerRadius: { value: 3 },
      fill
    }
  }
})

const label = (field: string, x: number, align: "left" | "right", limit: number): vega.Mark => ({
  type: "text",
  from: { data: "outcomes" },
  encode: {
    enter: {
      x: { value: x },
      y: { scale: "y", field: "name", offset: 16 },
      align: { value: align },
      limit: { value: limit },
      text: { field }
    }
  }
})

const specFor =
  (outcomes: ReadonlyArray<Outcome>) =>
  ({ width }: Room): vega.Spec => {
    const colors: Readonly<Record<Kind, string>> = { gone: color.gone, failed: color.failed, pending: color.pending }
    const values = outcomes.map(({ kind, links, name }) => ({ name, links, label: number(links), fill: colors[kind] }))
    return {
      autosize: "none",
      height: rowHeight * values.length,
      data: [{ name: "outcomes", values }],
      scales: [
        { name: "x", range: [0, width], domain: [0, linksOf(outcomes)] },
        { name: "y", type: "band", range: "height", domain: values.map(({ name }) => name) }
      ],
      marks: [
        bar({ value: width }, { value: color.track }),
        bar({ signal: `max(scale('x', datum.links), ${leastWidth})` }, { field: "fill" }),
        label("name", 0, "left", width - numberWidth),
        label("label", width, "right", numberWidth)
      ]
    }
  }

/**
 * A bar for each outcome, beside the length that all links would have.
 *
 * @since 0.1.0
 * @category constructors
 */
export const outcomePlot = async (outcomes: ReadonlyArray<Outcome>): Promise<Plot> => {
  const all = linksOf(outcomes)
  return {
    title: "Links by outcome",
    description:
      all === 0
        ? "No link was requested yet."
        : `How each requested link ended; a full bar would be ${all === 1 ? "the one link" : `all ${counted(all, "link")}`}.`,
    svg: all === 0 ? undefined : await draw(specFor(outcomes))
  }
}
