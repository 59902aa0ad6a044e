/**
 * Finds out what a text of links is written in, by its first line that is no comment.
 *
 * @since 0.1.0
 */
import { columnName } from "./IdShape.js"
import { longestValue } from "./LinkSplitter.js"

/**
 * Either ids and JSON values, or a table, with the offset and the line of its header.
 *
 * @since 0.1.0
 * @category models
 */
export type InputFormat =
  | { readonly _tag: "Values" }
  | { readonly _tag: "Table"; readonly delimiter: string; readonly line: number; readonly start: number }

const delimiters = [",", ";", "\t", "|"]

const namesLinkId = (header: string, delimiter: string): boolean =>
  header.split(delimiter).some((cell) => columnName(cell.trim().replace(/^"(.*)"$/, "$1")) === "linkid")

/**
 * The format of a text that begins so; `undefined` while that is too little to tell.
 *
 * @since 0.1.0
 * @category parsing
 */
export const detect = (text: string, isLast: boolean): InputFormat | undefined => {
  let line = 1
  let delimiter: string | undefined
  for (let start = 0; start < text.length; line++) {
    const newline = text.indexOf("\n", start)
    if (newline === -1 && !isLast && text.length - start <= longestValue) return undefined
    const end = newline === -1 ? text.length : newline
    const content = text.slice(start, end)
    // Spreadsheets say so which delimiter follows.
    const said = /^sep=(.)$/i.exec(content)?.[1]
    if (said !== undefined && delimiter === undefined) delimiter = said
    else if (content.trim() !== "" && !content.trimStart().startsWith("#")) {
      const found = (delimiter === undefined ? delimiters : [delimiter]).find((each) => namesLinkId(content, each))
      return found === undefined ? { _tag: "Values" } : { _tag: "Table", delimiter: found, line, start }
    }
    start = end + 1
  }
  return isLast ? { _tag: "Values" } : undefined
}
