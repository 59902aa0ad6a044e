/**
 * The numbers of a journal as tables.
 *
 * @since 0.1.0
 */
import * as DeleteLinkError from "@effect-userplane/core/DeleteLinkError"
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import { counted, duration, latency, number, utc, windowLength } from "../../terminal/Format.js"
import { linksOf, type Outcome } from "../Outcomes.js"
import type { JournalStatistics, UsedWindow } from "../Statistics.js"
import * as Summary from "../Summary.js"
import { type Html, html } from "./Html.js"

/** A share in percent. Only all is `100 %`. */
const share = (part: number, all: number): string => {
  const perMille = Math.round((part / all) * 1000)
  if (part > 0 && perMille === 0) return "< 0.1 %"
  return `${number((part < all ? Math.min(perMille, 999) : perMille) / 10)} %`
}

const adviceOn = (tag: string): string | undefined => {
  if (ErrorCatalogue.isTag(tag)) return ErrorCatalogue.byTag[tag].advice
  if (tag === "InvalidLinkRef") return DeleteLinkError.advice({ _tag: tag })
  // Whatever its status is.
  return tag === "UndocumentedError" ? DeleteLinkError.advice({ _tag: tag, status: 0 }) : undefined
}

const noteOn = ({ tag }: Outcome, { deletedAfterLostReply }: JournalStatistics): string | undefined => {
  if (tag === undefined) return "To be requested again: resume with --resume."
  if (tag !== "Deleted") return adviceOn(tag)
  return deletedAfterLostReply === 0
    ? undefined
    : `${number(deletedAfterLostReply)} of them after a lost response, which the server confirmed when it was asked again.`
}

const links = (outcomes: ReadonlyArray<Outcome>, statistics: JournalStatistics): Html => {
  const all = linksOf(outcomes)
  const rows = outcomes.map((outcome) => {
    const note = noteOn(outcome, statistics)
    return html`<tr><th scope="row" class="${outcome.kind}">${outcome.name}${note === undefined ? [] : html`<span class="note">${note}</span>`}</th><td>${number(outcome.links)}</td><td>${share(outcome.links, all)}</td></tr>`
  })
  return html`<table class="links">
<caption>Links</caption>
<thead><tr><th scope="col">Outcome</th><th scope="col">Links</th><th scope="col">Share</th></tr></thead>
<tbody>
${rows}
</tbody>
<tfoot><tr><th scope="row">All</th><td>${number(all)}</td><td>100 %</td></tr></tfoot>
</table>`
}

const windowRow = ({ limit, millis, most }: UsedWindow): Html => {
  const [requests, used] = Number.isFinite(limit)
    ? [`${number(most)} of ${number(limit)}`, share(most, limit)]
    : [number(most), "no quota"]
  return html`<tr><th scope="row">any ${windowLength(millis)}</th><td>${requests}</td><td>${used}</td></tr>`
}

const quota = ({ windows }: JournalStatistics): Html => html`<table>
<caption>Requests in a window</caption>
<thead><tr><th scope="col">Window</th><th scope="col">Most requests</th><th scope="col">Quota used</th></tr></thead>
<tbody>
${windows.map(windowRow)}
</tbody>
</table>`

const latencies = ({ half, most, nearlyAll }: NonNullable<JournalStatistics["under"]>): Html => html`<table>
<caption>Time to the response</caption>
<thead><tr><th scope="col">Responses</th><th scope="col">Came within</th></tr></thead>
<tbody>
<tr><th scope="row">half</th><td>${latency(half)}</td></tr>
<tr><th scope="row">95 %</th><td>${latency(most)}</td></tr>
<tr><th scope="row">99 %</th><td>${latency(nearlyAll)}</td></tr>
</tbody>
</table>`

const facts = (statistics: JournalStatistics): ReadonlyArray<readonly [term: string, meaning: string]> => {
  const { first, last, rateLimited, requests, runs } = statistics
  return [
    ["Server", Summary.server(statistics)],
    ["First entry", `${utc(first)} UTC`],
    ["Last entry", `${utc(last)} UTC`],
    ["Time between", `${duration(last - first)}, in ${counted(runs, "run")}`],
    ["Requests", number(requests)],
    ["Answered 429", rateLimited === 0 ? "none" : number(rateLimited)]
  ]
}

/**
 * The tables.
 *
 * @since 0.1.0
 * @category rendering
 */
export const render = (outcomes: ReadonlyArray<Outcome>, statistics: JournalStatistics): Html => html`
${outcomes.length === 0 ? [] : links(outcomes, statistics)}
<div class="pair">
${statistics.requests === 0 ? [] : quota(statistics)}
${statistics.under === undefined ? [] : latencies(statistics.under)}
</div>
<h3>The run</h3>
<dl>
${facts(statistics).map(([term, meaning]) => html`<dt>${term}</dt><dd>${meaning}</dd>`)}
</dl>`
