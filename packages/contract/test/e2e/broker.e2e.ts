/** The life of the contract on a real broker, in the order in which it is lived. */
import { fileURLToPath } from "node:url"
import { expect, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as LocalBroker from "../../scripts/broker/LocalBroker.js"
import { workspaceWithLinks } from "./otherConsumer.js"
import { verify, verifyBroken, verifyUrl, verifyWith } from "./provider.js"
import { rejectingBroker } from "./rejectingBroker.js"
import * as Stage from "./Stage.js"

const expectingCode =
  (code: number) =>
  (name: string, ...args: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const { run } = yield* Stage.Stage
      const ended = yield* run(name, ...args)
      expect(ended.code, ended.output).toBe(code)
      return ended.output
    })

const yes = expectingCode(0)
const no = expectingCode(1)
const wrong = expectingCode(2)

const commitStatus = fileURLToPath(new URL("../../scripts/broker/commitStatus.json", import.meta.url))

const Dispatch = Schema.Struct({
  client_payload: Schema.Struct({ pact_url: Schema.String, provider_version: Schema.String })
})

const production = ["--environment", "production"]
const provider = (version: string) => ["--pacticipant", "userplane-public-api", "--version", version]

const story = () =>
  layer(Stage.layer, { excludeTestServices: true })("the contract on a broker", (it) => {
    it.effect("is published as a commit of a branch, with its build", () =>
      Effect.gen(function* () {
        const { checkout, runWith } = yield* Stage.Stage
        const published = yield* runWith({ BUILD_URL: "https://ci.example/1" })("publish", "--pact", checkout.pact)
        expect(published.code, published.output).toBe(0)
        expect(published.output).toContain(`version ${checkout.commit} with branch main`)
      })
    )

    it.effect("keeps a consumer back that nobody has verified", () =>
      Effect.gen(function* () {
        yield* yes("createEnvironment", "--name", "production", "--production")
        expect(yield* no("canIDeploy", ...production)).toContain("There is no verified pact")
      })
    )

    it.effect("keeps a consumer back as long as the provider that has verified it is not deployed", () =>
      Effect.gen(function* () {
        const { interactions } = yield* verify("provider-1")
        expect(interactions.length).toBeGreaterThan(0)
        expect(yield* no("canIDeploy", ...production)).toContain("There is no verified pact")
      })
    )

    it.scoped("lets a consumer go as soon as the provider is deployed", () =>
      Effect.gen(function* () {
        const { start } = yield* Stage.Stage
        const { ended } = yield* start("canIDeploy", ...production, "--wait", "60")
        yield* yes("canIDeploy", ...provider("provider-1"), ...production)
        yield* yes("recordDeployment", ...provider("provider-1"), ...production)
        const { code, output } = yield* ended
        expect(code, output).toBe(0)
        yield* yes("recordDeployment", ...production)
      })
    )

    it.effect("keeps a provider back that has changed its envelope", () =>
      Effect.gen(function* () {
        const failure = yield* Effect.flip(verifyBroken("provider-2"))
        expect(failure._tag, failure.message).toBe("VerificationFailed")
        expect(yield* no("canIDeploy", ...provider("provider-2"), ...production)).toContain(
          "provider-2 of userplane-public-api failed"
        )
      })
    )

    it.effect("has the pact of another consumer verified, once its webhook has handed it over", () =>
      Effect.gen(function* () {
        const { otherPact, receiver } = yield* Stage.Stage
        const created = yield* yes("webhook", "--to", receiver.url)
        expect(yield* yes("webhook", "--to", receiver.url)).toBe(created.replace("Created", "Replaced"))
        yield* yes("publish", "--pact", otherPact, "--version", "dashboard-1", "--branch", "main")
        const received = [yield* receiver.next, yield* receiver.next].map(({ body }) => body)
        const { client_payload: payload } = yield* Schema.decodeUnknown(Dispatch)(
          received.find((body) => JSON.stringify(body).includes("provider-1"))
        )
        const { interactions } = yield* verifyUrl(payload.pact_url, payload.provider_version)
        expect(interactions).toMatchObject([{ consumer: "dashboard", pending: false }])
        yield* yes("canIDeploy", "--pacticipant", "dashboard", "--version", "dashboard-1", ...production)
      })
    )

    it.effect("shows the result beside the commit of the consumer", () =>
      Effect.gen(function* () {
        const { statuses } = yield* Stage.Stage
        yield* yes(
          "webhook",
          ...["--on", "provider_verification_published", "--consumer", "dashboard"],
          ...["--to", `${statuses.url}statuses/\${pactbroker.consumerVersionNumber}`, "--body", commitStatus]
        )
        yield* verify("provider-2")
        expect(yield* statuses.next).toMatchObject({
          path: "/statuses/dashboard-1",
          body: { state: "success", context: "userplane-public-api main", description: "Verified by provider-2" }
        })
      })
    )

    it.effect("fails a provider that has forgotten a state of the other consumer, and names it", () =>
      Effect.gen(function* () {
        const failure = yield* Effect.flip(verifyWith({ otherStates: {} }))
        expect(failure._tag, failure.message).toBe("VerificationFailed")
        expect(failure.message).toContain(`There is no handler for the state "${workspaceWithLinks}".`)
      })
    )

    it.effect("can be verified for one consumer alone", () =>
      Effect.gen(function* () {
        const { interactions } = yield* verifyWith({ otherStates: {}, consumers: ["effect-userplane"] })
        expect(new Set(interactions.map(({ consumer }) => consumer))).toEqual(new Set(["effect-userplane"]))
      })
    )

    it.effect("calls a webhook for each version of the provider that has to verify what is new", () =>
      Effect.gen(function* () {
        const { checkout, receiver, webhookSecret } = yield* Stage.Stage
        const commit = yield* checkout.askForMore
        yield* yes("publish", "--pact", checkout.pact)
        const received = [yield* receiver.next, yield* receiver.next]
        for (const { authorization, body } of received) {
          expect(authorization).toBe(webhookSecret)
          expect(body).toMatchObject({
            event_type: "contract_requiring_verification_published",
            client_payload: { consumer_version: commit, consumer_branch: "feature", provider_branch: "main" }
          })
        }
        expect(JSON.stringify(received)).toContain("provider-1")
        expect(JSON.stringify(received)).toContain("provider-2")
      })
    )

    it.effect(
      "does not fail a provider for what was never promised, and keeps the consumer back that asks for it",
      () =>
        Effect.gen(function* () {
          const { interactions } = yield* verify("provider-3")
          const kept = interactions.filter(({ pending }) => !pending)
          const failed = interactions.filter(({ mismatches }) => mismatches.length > 0)
          expect(kept.length).toBeGreaterThan(0)
          expect(failed).toMatchObject([{ description: "a deletion that is only accepted", pending: true }])
          yield* yes("canIDeploy", ...provider("provider-3"), ...production)
          yield* no("canIDeploy", ...production)
        })
    )

    it.scoped("is not verified as long as the results cannot be published", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* Stage.Stage
        const rejecting = yield* rejectingBroker(baseUrl)
        const impossible = yield* Effect.flip(verify("provider-4", rejecting))
        expect(impossible).toMatchObject({ _tag: "VerificationImpossible", reason: "NotPublished" })
      })
    )

    it.effect("is published once: the same again is accepted, something else is rejected", () =>
      Effect.gen(function* () {
        const { checkout } = yield* Stage.Stage
        yield* yes("publish", "--pact", checkout.pact)
        yield* checkout.touch
        expect(yield* wrong("publish", "--pact", checkout.pact)).toContain("is not as it was committed")
        expect(
          yield* no("publish", "--pact", checkout.pact, "--version", checkout.commit, "--branch", "main")
        ).toContain("Cannot change the content of the pact")
      })
    )

    it.effect("is shown to nobody without a password", () =>
      Effect.gen(function* () {
        const { runWith } = yield* Stage.Stage
        const { code, output } = yield* runWith({ PACT_BROKER_PASSWORD: "wrong" })("canIDeploy", ...production)
        expect(output).toContain("rejected the credentials with 401")
        expect(code).toBe(3)
      })
    )
  })

const missing = LocalBroker.missing()

if (missing === undefined || process.env["PACT_E2E"] === "required") story()
else it.skip(`the contract on a broker: skipped, since ${missing}. With it: npx -y pnpm@10.34.8 run pact:e2e`, () => {})
