/**
 * The style of the page: light, dark and printed, from a phone to a desktop.
 *
 * @since 0.1.0
 */

/**
 * The style sheet. The plots take their colours from its variables.
 *
 * @since 0.1.0
 * @category style
 */
export const style = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #17202a; --muted: #52606d; --line: #d5dbe1; --track: #e9edf1;
  --accent: #2b6cb0; --gone: #1f7a4d; --failed: #b42318; --pending: #8a5a00 }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #12171d; --ink: #e6eaee; --muted: #a3b0bd; --line: #343f4b; --track: #25303a;
    --accent: #7db8f0; --gone: #5ccb93; --failed: #ff8f7f; --pending: #e5b454 }
}
*, ::before, ::after { box-sizing: border-box }
body { margin: 0 auto; max-width: 48rem; padding: 2.5rem 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
h1, h2, h3, p, dl, dd, figure, table { margin: 0 }
h1 { font-size: 1.75rem; line-height: 1.2 }
h2 { font-size: 1.2rem; line-height: 1.3 }
.subject, .verdict, .links th, dd { overflow-wrap: anywhere }
.subject, figcaption p, .note, footer { color: var(--muted) }
.subject { margin-top: 0.5rem }
.verdict { --standing: var(--muted); margin-top: 1.5rem; padding: 1rem 1.25rem; border: 1px solid var(--line);
  border-left: 0.375rem solid var(--standing); border-radius: 0.375rem }
.verdict h2 { color: var(--standing); font-size: 1rem }
.verdict p { font-size: 1.25rem; line-height: 1.4 }
.gone { --standing: var(--gone) }
.failed { --standing: var(--failed) }
.pending { --standing: var(--pending) }
figure, .numbers { margin-top: 2.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line) }
figcaption { margin-bottom: 1rem }
svg { display: block; width: 100%; height: auto }
.narrow { display: none; max-width: 26rem }
table { width: 100%; margin-top: 1.5rem; border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { padding-bottom: 0.25rem; text-align: start; font-weight: 600 }
th, td { padding: 0.5rem 0 0.5rem 1rem; border-top: 1px solid var(--line); vertical-align: top; text-align: end; white-space: nowrap }
th:first-child { padding-left: 0; text-align: start; white-space: normal; font-weight: inherit }
thead th { border: 0; color: var(--muted); font-size: 0.875rem; font-weight: inherit }
tfoot th, tfoot td { border-top: 2px solid var(--line); font-weight: 600 }
.links tbody th { position: relative; padding-left: 1.125rem }
.links tbody th::before { content: ""; position: absolute; left: 0; top: 0.9375rem; width: 0.625rem; height: 0.625rem;
  border-radius: 0.125rem; background: var(--standing) }
.note { display: block; font-size: 0.875rem }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 2.5rem; align-items: start }
dl { display: grid; grid-template-columns: max-content 1fr; margin-top: 0.5rem }
dt, dd { padding: 0.5rem 0; border-top: 1px solid var(--line) }
dt { padding-right: 1.5rem; color: var(--muted) }
h3 { margin-top: 1.5rem; font-size: 1rem }
footer { margin-top: 2.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); font-size: 0.875rem }
@media (max-width: 40rem) {
  body { padding: 1.5rem 1rem }
  h1 { font-size: 1.5rem }
  .verdict p { font-size: 1.125rem }
  .wide { display: none }
  .narrow { display: block }
}
@media print {
  @page { margin: 1.5cm }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact }
  :root { font-size: 12px }
  body { max-width: none; padding: 0 }
  .wide { display: block }
  .narrow { display: none }
  figure, .numbers, footer { margin-top: 1rem; padding-top: 0.75rem }
  th, td, dt, dd { padding-top: 0.3rem; padding-bottom: 0.3rem }
  .links tbody th::before { top: 0.7375rem }
  figure, table, dl, .verdict { break-inside: avoid }
  h2, h3 { break-after: avoid }
}
`
