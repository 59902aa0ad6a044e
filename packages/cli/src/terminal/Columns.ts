/**
 * Terms and their meanings side by side.
 *
 * @since 0.1.0
 */

/**
 * @since 0.1.0
 * @category models
 */
export type Explained = ReadonlyArray<readonly [term: string, meaning: string]>

/**
 * One line for each term, with the meanings below each other.
 *
 * @since 0.1.0
 * @category rendering
 */
export const render = (explained: Explained): string => {
  const width = explained.reduce((most, [term]) => Math.max(most, term.length), 0)
  return explained.map(([term, meaning]) => `  ${term.padEnd(width)}  ${meaning}`).join("\n")
}
