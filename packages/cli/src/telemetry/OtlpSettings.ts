/**
 * The settings of the export, from the environment variables of OpenTelemetry. No message holds a value: they hold secrets.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Either from "effect/Either"
import { holdsApiKey } from "../terminal/SecretText.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface OtlpSettings {
  /** Without a trailing slash. */
  readonly endpoint: URL
  readonly headers: Pairs
  readonly serviceName: string
  readonly resourceAttributes: Pairs
}

type Pairs = Readonly<Record<string, string>>

const variable = <A>(name: string, parse: (value: string) => Either.Either<A, string>): Config.Config<A> =>
  Config.string().pipe(
    Config.withDefault(""),
    Config.mapOrFail((value) => Either.mapLeft(parse(value.trim()), (problem) => ConfigError.InvalidData([], problem))),
    // Inside of the name, because only then does the error carry it.
    Config.nested(name)
  )

const urlOf = (value: string): URL | undefined => {
  try {
    return new URL(value)
  } catch {
    return undefined
  }
}

const decoded = (value: string): string | undefined => {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}

const noApiKey = "Expected no Userplane API key: it would be sent to the collector"

const endpoint = variable("OTEL_EXPORTER_OTLP_ENDPOINT", (value) => {
  const url = urlOf(value)
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    return Either.left("Expected an http: or https: URL")
  }
  if (url.username !== "" || url.password !== "") return Either.left("Expected a URL without user name and password")
  if (url.search !== "" || url.hash !== "") return Either.left("Expected a URL without query and fragment")
  if (holdsApiKey(value) || holdsApiKey(decoded(value) ?? "")) return Either.left(noApiKey)
  url.pathname = url.pathname.replace(/\/+$/, "")
  return Either.right(url)
})

const protocol = variable("OTEL_EXPORTER_OTLP_PROTOCOL", (value) =>
  ["", "http/json"].includes(value)
    ? Either.right(value)
    : Either.left("Expected http/json, which is the only protocol that is supported")
)

/** Pairs as in `key=value,key=value`, percent-decoded. An empty one is passed over, as after a last comma. */
const pairs = (value: string): Either.Either<Pairs, string> => {
  const members = value.split(",").filter((member) => member.trim() !== "")
  const entries = members.map((member) => {
    const [name = "", ...rest] = member.split("=")
    return [decoded(name.trim()) ?? "", rest.length === 0 ? undefined : decoded(rest.join("=").trim())] as const
  })
  const whole = entries.flatMap(([name, text]) => (name === "" || text === undefined ? [] : [[name, text] as const]))
  return whole.length === entries.length
    ? Either.right(Object.fromEntries(whole))
    : Either.left("Expected key=value pairs with commas between them, percent-encoded")
}

const headerName = /^[\w!#$%&'*+.^`|~-]+$/

// What `fetch` would refuse with the value in its message.
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

const headers = variable("OTEL_EXPORTER_OTLP_HEADERS", (value) =>
  Either.flatMap(pairs(value), (pairs) => {
    const entries = Object.entries(pairs)
    if (!entries.every(([name, value]) => headerName.test(name) && headerValue.test(value))) {
      return Either.left("Expected names and values that an HTTP header can have")
    }
    return entries.some((pair) => pair.some(holdsApiKey)) ? Either.left(noApiKey) : Either.right(pairs)
  })
)

/**
 * The settings. All variables are checked, so that whoever set several wrongly is told of each.
 *
 * @since 0.1.0
 * @category config
 */
export const config: Config.Config<OtlpSettings> = Config.map(
  Config.all({
    endpoint,
    protocol,
    headers,
    serviceName: variable("OTEL_SERVICE_NAME", (value) => Either.right(value)),
    resourceAttributes: variable("OTEL_RESOURCE_ATTRIBUTES", pairs)
  }),
  ({ endpoint, headers, resourceAttributes: { "service.name": named, ...resourceAttributes }, serviceName }) => ({
    endpoint,
    headers,
    serviceName: serviceName || named || "userplane-links",
    resourceAttributes
  })
)
