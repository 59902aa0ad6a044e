/** The style of the page: light and dark, from a phone to a desktop. */
export const style = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #17202a; --muted: #52606d; --line: #d5dbe1; --track: #e9edf1;
  --accent: #2b6cb0; --done: #1f7a4d; --failed: #b42318; --paused: #8a5a00 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #12171d; --ink: #e6eaee; --muted: #a3b0bd; --line: #343f4b; --track: #25303a;
    --accent: #7db8f0; --done: #5ccb93; --failed: #ff8f7f; --paused: #e5b454 }
}
*, ::before, ::after { box-sizing: border-box }
body { margin: 0 auto; max-width: 48rem; padding: 2rem 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; overflow-wrap: anywhere }
h1, h2, h3, p, dl, dd, ul { margin: 0; padding: 0 }
h1 { font-size: 1.75rem; line-height: 1.2 }
h2 { font-size: 1.2rem; line-height: 1.3 }
h3 { margin-top: 1rem; font-size: 1rem }
ul { list-style: none }
li { margin-top: 0.375rem }
.subject, dt, time { color: var(--muted) }
.problem { color: var(--failed); font-weight: 600 }
.problem:empty { display: none }
.quota { margin-top: 1.5rem }
article { --standing: var(--accent); margin-top: 1.5rem; padding: 1rem 1.25rem; border: 1px solid var(--line);
  border-left: 0.375rem solid var(--standing); border-radius: 0.375rem }
.done { --standing: var(--done) }
.paused { --standing: var(--paused) }
.cancelled, .submitting { --standing: var(--muted) }
.state { color: var(--standing); font-weight: 600 }
progress { --bar: var(--standing, var(--accent)); display: block; width: 100%; height: 0.75rem; margin: 0.375rem 0; border: 0;
  border-radius: 0.25rem; background: var(--track); appearance: none; overflow: hidden }
progress::-webkit-progress-bar { background: var(--track) }
progress::-webkit-progress-value { background: var(--bar) }
progress::-moz-progress-bar { background: var(--bar) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.25rem; margin-top: 0.5rem;
  font-variant-numeric: tabular-nums }
.controls { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: flex-start; margin-top: 1rem }
button, summary { min-height: 2.75rem; padding: 0.5rem 1rem; border: 1px solid var(--muted); border-radius: 0.375rem;
  background: var(--paper); color: var(--ink); font: inherit; cursor: pointer }
summary { width: fit-content; list-style: none }
summary::-webkit-details-marker { display: none }
details p { margin: 0.5rem 0 }
:focus-visible { outline: 0.1875rem solid var(--accent); outline-offset: 0.125rem }
@media (max-width: 40rem) {
  body { padding: 1.25rem 1rem }
  dl { grid-template-columns: 1fr; gap: 0 }
  dd { margin-bottom: 0.375rem }
}
`
