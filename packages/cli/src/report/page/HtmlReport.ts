/**
 * The report of a journal as one page of HTML that needs nothing else: no script, no network, and a policy that forbids both.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { duration, utc } from "../../terminal/Format.js"
import { fromStatistics } from "../Outcomes.js"
import { plots } from "../plots/Charts.js"
import type { Plot } from "../plots/Plot.js"
import type { JournalStatistics } from "../Statistics.js"
import { type Html, html, trusted } from "./Html.js"
import * as Numbers from "./Numbers.js"
import { style } from "./Style.js"
import * as Verdict from "./Verdict.js"

const hash = createHash("sha256").update(style).digest("base64")

const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`

// One image, named and described by its caption, in the place of hundreds of shapes. Only one of the two sizes is displayed.
const image = (svg: string, size: "narrow" | "wide", id: string): Html =>
  trusted(
    svg.replace(
      "<svg ",
      `<svg role="img" class="${size}" aria-labelledby="${id}" aria-describedby="${id}-description" `
    )
  )

const figure = ({ description, svg, title }: Plot, index: number): Html => {
  const id = `plot-${index}`
  return html`<figure>
<figcaption><h2 id="${id}">${title}</h2><p id="${id}-description">${description}</p></figcaption>
${svg === undefined ? [] : [image(svg.wide, "wide", id), image(svg.narrow, "narrow", id)]}
</figure>`
}

/** The time from the first entry of the journal to the last: `2026-01-12 09:00:00 to 09:08:19 UTC, 8 min 20 s`. */
const period = ({ first, last }: JournalStatistics): string => {
  const [start, end] = [utc(first), utc(last)]
  if (start === end) return `${start} UTC`
  const [date = "", time] = end.split(" ")
  return `${start} to ${start.startsWith(date) ? time : end} UTC, ${duration(last - first)}`
}

/**
 * The page.
 *
 * @param path - The journal as it was named.
 *
 * @since 0.1.0
 * @category rendering
 */
export const render = async (path: string, statistics: JournalStatistics): Promise<string> => {
  const outcomes = fromStatistics(statistics)
  const { label, sentence, standing } = Verdict.fromOutcomes(outcomes)
  const figures = standing === "unknown" ? [] : await plots(statistics)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Deleted Userplane links: ${path}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<h1>Deleted Userplane links</h1>
<p class="subject">${path}, ${period(statistics)}</p>
</header>
<main>
<section class="verdict ${standing}" aria-labelledby="verdict">
<h2 id="verdict">${label}</h2>
<p>${sentence}</p>
</section>
${figures.map(figure)}
<section class="numbers" aria-labelledby="numbers">
<h2 id="numbers">Numbers</h2>
${Numbers.render(outcomes, statistics)}
</section>
</main>
<footer>
<p>Made by <code>userplane-links report</code> from the journal of a deletion. A link counts once, however often it was requested; links that the run had not come to are not in the journal. The page holds no ids and no key, has no script and loads nothing.</p>
</footer>
</body>
</html>
`.text
}
