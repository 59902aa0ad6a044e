/**
 * The API keys of the tests. They stand here and nowhere else, so that whatever a test run writes can be searched for
 * them: none may be found outside this file.
 */

/** The key that is searched for wherever it must not show. */
export const canaryKey = "uspl_canary_8TfVr2KxPw6NsLq0BdGm4YhJ"

/** Values that are refused before anything is sent, each holding a canary: another secret, and a key with a blank in it. */
export const badKeys = ["canary-Zb5QeT1oWc9RuX7i", "uspl_canary_ 5HjNy3MvDk"] as const
