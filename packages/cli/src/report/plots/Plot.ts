/**
 * A plot as SVG, by Vega.
 *
 * @since 0.1.0
 */
import * as vega from "vega"

/**
 * A plot, and what it shows in words. It is drawn for a page and for a phone, because text that is scaled down with a plot
 * cannot be read.
 *
 * @since 0.1.0
 * @category models
 */
export interface Plot {
  readonly title: string
  readonly description: string
  /** Undefined where there is too little to plot. The description says all there is. */
  readonly svg: { readonly wide: string; readonly narrow: string } | undefined
}

/**
 * The colours, which are those of the page, so that plots follow its light or dark scheme.
 *
 * @since 0.1.0
 * @category style
 */
export const color = {
  ink: "var(--ink)",
  muted: "var(--muted)",
  line: "var(--line)",
  track: "var(--track)",
  accent: "var(--accent)",
  gone: "var(--gone)",
  failed: "var(--failed)",
  pending: "var(--pending)"
}

const config: vega.Config = {
  axis: {
    domainColor: color.line,
    gridColor: color.line,
    labelColor: color.muted,
    labelFont: "system-ui, sans-serif",
    labelFontSize: 12,
    labelPadding: 6,
    tickColor: color.line,
    titleColor: color.muted,
    titleFont: "system-ui, sans-serif",
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 8
  },
  text: { fill: color.ink, font: "system-ui, sans-serif", fontSize: 13 }
}

/**
 * The axis of whole numbers at the left of a plot, as lines behind it.
 *
 * @since 0.1.0
 * @category style
 */
export const counts: vega.Axis = {
  orient: "left",
  scale: "y",
  grid: true,
  domain: false,
  ticks: false,
  tickCount: 4,
  tickMinStep: 1,
  format: ",d"
}

/**
 * The room that a plot has.
 *
 * @since 0.1.0
 * @category models
 */
export interface Room {
  /** In pixels. */
  readonly width: number
  /** The number of ticks that a horizontal axis has room for. */
  readonly ticks: number
}

const rooms = {
  wide: { width: 720, ticks: 7 },
  narrow: { width: 328, ticks: 3 }
} satisfies Record<string, Room>

// A plot is one image to a screen reader, which would otherwise meet each mark as an image without a name.
const oneImage = ({ axes = [], marks = [], ...spec }: vega.Spec): vega.Spec => ({
  autosize: { type: "fit", contains: "padding" },
  // Or else the feet of the lowest letters are cut off.
  padding: { top: 4, bottom: 4, left: 0, right: 0 },
  ...spec,
  axes: axes.map((axis) => ({ ...axis, aria: false })),
  marks: marks.map((mark) => ({ ...mark, aria: false }))
})

const svgOf = (spec: vega.Spec): Promise<string> =>
  new vega.View(vega.parse(oneImage(spec), config), { renderer: "none" }).toSVG()

/**
 * Draws a plot for both rooms.
 *
 * @since 0.1.0
 * @category rendering
 */
export const draw = async (specFor: (room: Room) => vega.Spec): Promise<Plot["svg"]> => {
  const [wide, narrow] = await Promise.all(
    [rooms.wide, rooms.narrow].map((room) => svgOf({ width: room.width, ...specFor(room) }))
  )
  return wide === undefined || narrow === undefined ? undefined : { wide, narrow }
}
