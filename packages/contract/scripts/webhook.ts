/** Lets the broker send a request when something happens, such as one that starts the provider's build. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { WrongUsage } from "./broker/Failure.js"
import * as Script from "./broker/Script.js"
import * as Webhook from "./broker/Webhook.js"

const usage = `Lets the broker send a request when something happens. The same webhook again replaces the one before.

  pact:webhook --to url [--on event] [--provider name] [--consumer name] [--body file]

  --to        where the request goes; the broker has to allow its host
  --on        default: contract_requiring_verification_published
  --provider  default: userplane-public-api
  --consumer  default: any
  --body      a file with the JSON that is sent; default: a repository_dispatch of GitHub

The variable PACT_WEBHOOK_AUTHORIZATION, if set, becomes the Authorization header of the request.

Exit codes: 0 there is such a webhook now, 1 rejected, 2 wrong usage, 3 the broker could not be asked.`

const repositoryDispatch = fileURLToPath(new URL("broker/repositoryDispatch.json", import.meta.url))

const readJson = (path: string): Effect.Effect<unknown, WrongUsage> =>
  Effect.try({
    try: (): unknown => JSON.parse(readFileSync(path, "utf8")),
    catch: (error) => new WrongUsage({ message: `${path} is no file with JSON: ${String(error)}` })
  })

const authorization = Effect.map(
  Effect.option(Config.redacted(Config.nonEmptyString("PACT_WEBHOOK_AUTHORIZATION"))),
  Option.getOrUndefined
)

Script.run({
  usage,
  options: {
    to: { type: "string" },
    on: { type: "string", default: "contract_requiring_verification_published" },
    provider: { type: "string", default: "userplane-public-api" },
    consumer: { type: "string" },
    body: { type: "string", default: repositoryDispatch }
  },
  program: ({ body, consumer, on, provider, to }) =>
    Effect.all({
      url: Script.required("to", to),
      body: readJson(body),
      authorization,
      event: Effect.succeed(on),
      provider: Effect.succeed(provider),
      consumer: Effect.succeed(consumer)
    }).pipe(Effect.flatMap(Webhook.put))
})
