/**
 * Keeps an API key that stands where an id, a file name or an option was expected out of messages.
 *
 * @since 0.1.0
 */

/** The prefix of every key, with its underscore as it is or percent-encoded. */
const key = /uspl(?:_|%5f)/i

const keys = new RegExp(`${key.source}[^\\s"'\`,;|<>]*`, "gi")

/** Characters that come with copied text and cannot be seen. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{White_Space}]/gu

/**
 * Tells whether a text holds something that begins as a key does.
 *
 * @since 0.1.0
 * @category checks
 */
export const holdsApiKey = (text: string): boolean => key.test(text.normalize("NFKC").replace(invisible, ""))

/**
 * The text without the keys in it.
 *
 * @since 0.1.0
 * @category rendering
 */
export const withoutApiKeys = (text: string): string => {
  const shown = text.replace(keys, "<redacted>")
  return holdsApiKey(shown) ? "<redacted>" : shown
}
