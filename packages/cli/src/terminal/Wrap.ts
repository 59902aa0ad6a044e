/**
 * Text in the cell of a table.
 *
 * @since 0.1.0
 */

/**
 * Breaks a text into lines of a width and never cuts it: an id goes on in the next line. A character that is not ASCII
 * may be two cells wide.
 *
 * @since 0.1.0
 * @category rendering
 */
export const folded = (text: string, width: number): string => {
  const isAscii = /^[ -~]*$/.test(text)
  return text.replace(new RegExp(`.{${isAscii ? width : Math.max(Math.floor(width / 2), 1)}}(?=.)`, "gu"), "$&\n")
}
