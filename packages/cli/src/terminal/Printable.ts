/**
 * Text from elsewhere (ids, messages of a server) made harmless for a terminal.
 *
 * @since 0.1.0
 */

// Control and format characters (escape sequences, changes of direction), line separators and lone surrogates.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/**
 * Shows what a terminal would obey or hide as an escape: `\u{1b}`.
 *
 * @since 0.1.0
 * @category rendering
 */
export const printable = (text: string): string =>
  text.replace(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
