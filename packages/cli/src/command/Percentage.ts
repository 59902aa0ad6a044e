/**
 * A part of a whole on the command line: `50%`.
 *
 * @since 0.1.0
 */
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

/**
 * Whole percent, from 1 to 100. A number without the sign is refused: `0.5` may mean a half or a two-hundredth.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Percentage = Schema.transformOrFail(Schema.String, Schema.Number, {
  strict: true,
  decode: (text, _, ast) => {
    const percent = Number(/^(\d{1,3})%$/.exec(text)?.[1])
    return percent >= 1 && percent <= 100
      ? ParseResult.succeed(percent)
      : ParseResult.fail(new ParseResult.Type(ast, text, `Expected a share from 1% to 100%, such as 50%, not ${text}`))
  },
  encode: (percent) => ParseResult.succeed(`${percent}%`)
})
