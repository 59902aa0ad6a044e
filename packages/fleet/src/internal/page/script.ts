/**
 * The script of the page, as text: it runs in the browser, whose types are not those of Node. It asks for the page again and again,
 * and changes what has changed, so that what has the focus keeps it, and a question that was opened stays open.
 */
export const script = `"use strict"
const problem = document.getElementById("problem")
const runs = document.getElementById("runs")
const betweenLooks = 1000
let refusal = ""

const say = (text) => {
  if (problem.textContent !== text) problem.textContent = text
}

const changeAttributes = (old, fresh) => {
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name)
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  }
}

// An element with an id is the same wherever it stands, and another one where another of its kind stood.
const change = (old, fresh) => {
  changeAttributes(old, fresh)
  let next = old.firstChild
  for (const node of [...fresh.childNodes]) {
    const known = node.id ? document.getElementById(node.id) : next !== null && !next.id ? next : null
    if (known === null || known.nodeName !== node.nodeName) {
      old.insertBefore(node, next)
      continue
    }
    if (known === next) next = next.nextSibling
    else old.insertBefore(known, next)
    if (known.isEqualNode(node)) continue
    if (known.nodeType === Node.ELEMENT_NODE) change(known, node)
    else known.nodeValue = node.nodeValue
  }
  while (next !== null) {
    const last = next
    next = next.nextSibling
    last.remove()
  }
}

const look = async () => {
  try {
    const response = await fetch("/")
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("runs")
    if (fresh === null) throw new Error("This is another page")
    if (response.ok) change(runs, fresh)
    say(response.ok ? refusal : fresh.textContent.trim())
  } catch {
    say("The worker does not answer. What is shown may be out of date.")
  }
}

const follow = async () => {
  if (!document.hidden) await look()
  setTimeout(follow, betweenLooks)
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("button[data-post]")
  if (button === null) return
  refusal = ""
  try {
    const response = await fetch(button.dataset.post, { method: "POST" })
    if (!response.ok) refusal = (await response.json()).message
  } catch {
    refusal = "The worker does not answer: nothing was changed."
  }
  await look()
})

setTimeout(follow, betweenLooks)
`
