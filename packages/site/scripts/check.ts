/** Checks the built site: its links and headings, what `llms.txt` names, and its pages in Chromium. */

import { isMissing } from "@effect-userplane/testing/Chromium"
import { problemsInBrowser } from "./browser.js"
import { brokenMarkdown, brokenReferences, files, pages } from "./builtSite.js"

// All pages but the decisions and the reference, of which one for each kind is enough: they have the same form.
const looked = pages.filter(
  (page) =>
    !/^(decisions|api)\//.test(page) ||
    /^(decisions\/(index|0001.*)|api\/(index|core\/(Links|DeleteLinkError|index)))\.html$/.test(page)
)

const expected = ["llms.txt", "llms-full.txt", "index.html", "404.html"].filter((file) => !files.has(file))

const problems = [
  ...expected.map((file) => `${file} is missing`),
  ...brokenReferences(),
  ...brokenMarkdown(),
  ...(isMissing ? [] : await problemsInBrowser(looked))
]

for (const problem of problems) console.error(problem)
const browser = isMissing
  ? "none in a browser: apt-get install chromium, or set CHROMIUM to the path of one"
  : `${looked.length} of them in Chromium, at two widths`
console.log(`${pages.length} pages, ${browser}, ${problems.length} problems`)
process.exitCode = pages.length > 0 && problems.length === 0 ? 0 : 1
