/**
 * Describes what is wrong with the environment, to the person who set it.
 *
 * @since 0.1.0
 */
import type * as ConfigError from "effect/ConfigError"

/**
 * One line for each variable: which, and why. The values are in no message, since one of them is the key.
 *
 * @since 0.1.0
 * @category rendering
 */
export const render = (error: ConfigError.ConfigError): string => {
  switch (error._op) {
    case "And":
    case "Or":
      return `${render(error.left)}\n${render(error.right)}`
    default:
      return `${error.path.join("_")}: ${error.message}`
  }
}
