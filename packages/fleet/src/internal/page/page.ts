/** The page of a worker, which shows its runs. */
import type { RunProgress, RunStatus, WindowUse } from "../../FleetRun.js"
import { type Html, html } from "./html.js"
import * as Run from "./run.js"
import { counted, number, utc, windowLength } from "./words.js"

/** The use of the quota by all programs of a user. */
export interface UserQuota {
  readonly user: string
  readonly windows: ReadonlyArray<WindowUse>
}

export interface Snapshot {
  readonly at: number
  readonly quotas: ReadonlyArray<UserQuota>
  /** The newest runs first, with their progress where they are not over. */
  readonly runs: ReadonlyArray<RunProgress | RunStatus>
  /** The number of runs that are left out. */
  readonly others: number
}

const bar = (user: string, { duration, limit, used }: WindowUse): Html => {
  const what = `Requests in the last ${windowLength(duration)}`
  return html`<li>${what}: ${number(used)} of ${number(limit)}
<progress max="${String(limit)}" value="${String(Math.min(used, limit))}" aria-label="${what} of ${user}"></progress></li>`
}

const quota = ({ user, windows }: UserQuota): Html => html`<section class="quota" aria-label="Quota of ${user}">
<h2>Quota of ${user}</h2>
<ul>
${windows.map((window) => bar(user, window))}
</ul>
</section>`

const none = html`<p>There is no run. Submit one: <code>userplane-links fleet submit --run clean-up --from links.txt</code></p>`

const content = ({
  at,
  others,
  quotas,
  runs
}: Snapshot): Html => html`<p class="subject">As of <time datetime="${new Date(at).toISOString()}">${utc(at)}</time></p>
${quotas.filter(({ windows }) => windows.length > 0).map(quota)}
${runs.length === 0 ? none : runs.map((run) => Run.render(run, at))}
${others === 0 ? [] : [html`<p>And ${counted(others, "older run")}.</p>`]}`

const whole = (main: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Runs of a Userplane worker</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<header>
<h1>Runs</h1>
</header>
<p id="problem" class="problem" role="status"></p>
<main id="runs">
${main}
</main>
</body>
</html>
`.text

export const render = (snapshot: Snapshot): string => whole(content(snapshot))

/** The page where the runs cannot be read. */
export const renderProblem = (message: string): string => whole(html`<p class="problem">${message}</p>`)
