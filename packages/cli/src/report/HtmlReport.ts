/**
 * The report of a journal as one page of HTML that needs nothing else: no script, no network, and a policy that forbids both.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { printable } from "../terminal/Printable.js"
import type { Plot } from "./Charts.js"
import type { JournalStatistics } from "./Statistics.js"
import * as Summary from "./Summary.js"

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

const escaped = (text: string): string => printable(text).replace(/[&<>"]/g, (character) => escapes[character] ?? "")

const style = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2933; --faint: #9aa5b1; --accent: #2f6f4f; --alarm: #b42318 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14191f; --ink: #e4e7eb; --faint: #616e7c; --accent: #6fcf97; --alarm: #ff9b8a }
}
body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.4rem; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem }
dd { margin: 0 }
dt { font-weight: 600 }
figure { margin: 2rem 0 }
figcaption { font-weight: 600; margin-bottom: 0.5rem }
svg { width: 100%; height: auto }
@media print { :root { color-scheme: light } }
`

const hash = createHash("sha256").update(style).digest("base64")

const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`

// One image with a title and a description, as assistive technology reads it, in the place of hundreds of shapes.
const figure = ({ description, svg, title }: Plot, index: number): string => {
  const labels = `aria-labelledby="title-${index} description-${index}"`
  const inner = `<title id="title-${index}">${escaped(title)}</title><desc id="description-${index}">${escaped(description)}</desc>`
  return `<figure>
<figcaption>${escaped(title)}</figcaption>
${svg.replace(/<svg [^>]*>/, (opening) => `${opening.replace("<svg ", `<svg role="img" ${labels} `)}${inner}`)}
</figure>`
}

/**
 * The page.
 *
 * @param path - The journal as it was named.
 *
 * @since 0.1.0
 * @category rendering
 */
export const render = (
  path: string,
  statistics: JournalStatistics,
  plots: ReadonlyArray<Plot>
): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(path)}: deleted Userplane links</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Deleted Userplane links: ${escaped(path)}</h1>
<dl>
${Summary.explained(statistics)
  .map(([term, meaning]) => `<dt>${escaped(term)}</dt><dd>${escaped(meaning)}</dd>`)
  .join("\n")}
</dl>
${plots.map(figure).join("\n")}
</main>
</body>
</html>
`
