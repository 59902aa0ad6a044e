import type { LinkFailure, RunProgress, RunStatus, RunWait } from "../../FleetRun.js"
import { type Html, html } from "./html.js"
import { counted, duration, number, utc, windowLength } from "./words.js"

/** Nothing more becomes of it. */
export const isOver = ({ state }: RunStatus): boolean => state === "Done" || state === "Cancelled"

export const isProgress = (run: RunProgress | RunStatus): run is RunProgress => "windows" in run

const waits: { readonly [R in RunWait["reason"]]: string } = {
  Key: "another key",
  Outage: "the service, which cannot be reached",
  Pause: "the server, which asked to wait",
  Probe: "the first response after a pause",
  Window: "the quota"
}

const waitText = ({ message, reason, until, window }: RunWait): string =>
  [
    window === undefined ? waits[reason] : `${waits[reason]} of a ${windowLength(window.duration)}`,
    ...(until === undefined ? [] : [`until ${utc(until)}`]),
    ...(message === undefined ? [] : [message])
  ].join(", ")

const factsOf = (
  { concurrency, forecastEnd, owner, rate, share, user, waitingFor }: RunProgress,
  now: number
): ReadonlyArray<readonly [term: string, meaning: string]> => [
  ["Rate", `${number(rate * 60)} links a minute`],
  ...(waitingFor === undefined ? [] : [["Waits for", waitText(waitingFor)] as const]),
  [
    "Ends",
    forecastEnd === undefined ? "not known" : `${utc(forecastEnd)}, in ${duration(Math.max(0, forecastEnd - now))}`
  ],
  ["Uses", `${number(share * 100)}% of the quota, ${counted(concurrency, "link")} at a time`],
  ["Worker", owner ?? `none for the user ${user}`]
]

const facts = (run: RunProgress, now: number): Html => html`<dl>
${factsOf(run, now).map(([term, meaning]) => html`<dt>${term}</dt><dd>${meaning}</dd>`)}
</dl>`

const failure = ({ at, link, message, tag }: LinkFailure): Html =>
  html`<li><code>${link.linkId}</code> ${tag}: ${message} <time datetime="${new Date(at).toISOString()}">${utc(at)}</time></li>`

const failures = ({ lastErrors }: RunProgress): ReadonlyArray<Html> =>
  lastErrors.length === 0
    ? []
    : [
        html`<h3>Not deleted, the last ones</h3>
<ul>
${lastErrors.map(failure)}
</ul>`
      ]

const button = (name: "cancel" | "pause" | "resume", id: string, label: string): Html =>
  html`<button type="button" data-post="/api/run/${name}?id=${encodeURIComponent(id)}" aria-label="${label} ${id}">${label}</button>`

/** The question is the summary, which any key opens and closes. */
const cancelling = (id: string): Html => html`<details>
<summary aria-label="Cancel ${id}?">Cancel?</summary>
<p>Nothing more is sent, for good. Links that are pending stay as they are.</p>
${button("cancel", id, "Cancel")}
</details>`

const controls = (run: RunStatus): ReadonlyArray<Html> => {
  const { id, state } = run
  if (isOver(run)) return []
  const first =
    state === "Running" ? [button("pause", id, "Pause")] : state === "Paused" ? [button("resume", id, "Resume")] : []
  return [
    html`<div class="controls">
${[...first, cancelling(id)]}
</div>`
  ]
}

/** A run as it goes on, or as it has ended. */
export const render = (run: RunProgress | RunStatus, now: number): Html => {
  const { failed, final, id, inFlight, pauseReason, pending, state } = run
  const links = final + pending + inFlight
  const key = `run-${encodeURIComponent(id)}`
  return html`<article id="${key}" class="${state.toLowerCase()}" aria-labelledby="${key}-name">
<h2 id="${key}-name">${id}</h2>
<p class="state">${pauseReason === undefined ? state : `${state}: ${pauseReason}`}</p>
<progress max="${String(Math.max(links, 1))}" value="${String(final)}" aria-label="Links that are final"></progress>
<p>${number(final)} of ${counted(links, "link")} final, ${number(failed)} not deleted, ${number(inFlight)} in flight</p>
${isProgress(run) ? [...(isOver(run) ? [] : [facts(run, now)]), ...failures(run)] : []}
${controls(run)}
</article>`
}
