/**
 * Text with a style.
 *
 * @since 0.1.0
 */
import { styleText } from "node:util"

/**
 * Styles a text, always: whether a stream shows styles is for its `Sink` to know, not for Node, which asks stdout alone.
 *
 * @since 0.1.0
 * @category rendering
 */
export const styled = (format: "bold" | "green" | "red" | "yellow", text: string): string =>
  styleText(format, text, { validateStream: false })
