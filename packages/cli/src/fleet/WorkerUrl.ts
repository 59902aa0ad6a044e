/**
 * The worker that a command talks to.
 *
 * @since 0.1.0
 */
import * as Options from "@effect/cli/Options"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

/**
 * The port that a worker listens on.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultPort = 4020

const HttpUrl = Schema.transformOrFail(Schema.String, Schema.instanceOf(URL), {
  strict: true,
  decode: (text, _, ast) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    // A password would stand in the list of processes.
    return url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === ""
      ? ParseResult.succeed(url)
      : ParseResult.fail(
          new ParseResult.Type(ast, text, `Expected the URL of a worker, such as http://127.0.0.1:${defaultPort}`)
        )
  },
  encode: ({ href }) => ParseResult.succeed(href)
})

/**
 * The option `--worker`.
 *
 * @since 0.1.0
 * @category options
 */
export const option: Options.Options<URL> = Options.text("worker").pipe(
  Options.withSchema(HttpUrl),
  Options.withDefault(new URL(`http://127.0.0.1:${defaultPort}`)),
  Options.withDescription(`The URL of the worker. Default: http://127.0.0.1:${defaultPort}.`)
)
