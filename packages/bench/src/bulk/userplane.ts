/** The sandbox behind a slow network, with another process of the same user. */

import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { day, minute, perDay, perMinute, type Scenario } from "./scenario.js"

const workspaceId = Fixtures.workspaces.main

/** The requests of a run, and how many of them were rate-limited. */
export interface Tally {
  requests: number
  rateLimited: number
}

/** The sandbox behind a network with the scenario's delay each way. */
export const layer = (
  { oneWayMillis: [least, most], windows }: Scenario,
  tally: Tally
): Layer.Layer<HttpClient.HttpClient | Sandbox.Sandbox> => {
  const oneWay = Effect.flatMap(Random.nextRange(least, most), Effect.sleep)
  const throughTheNetwork = HttpClient.transform((response: Effect.Effect<HttpClientResponse, HttpClientError>, _) =>
    oneWay.pipe(
      Effect.zipRight(response),
      Effect.tap(({ status }) => {
        tally.requests += 1
        if (status === 429) tally.rateLimited += 1
      }),
      Effect.zipLeft(oneWay)
    )
  )
  return Layer.effect(HttpClient.HttpClient, Effect.map(SandboxHttpClient.make, throughTheNetwork)).pipe(
    Layer.provideMerge(Sandbox.layer({ quota: { kind: windows } }))
  )
}

/** Adds the links of the run and its faults: failures, lost responses, and responses that do not come from the API. */
export const prepare = ({ faults, links }: Scenario) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    for (const fault of [Fault.ServiceUnavailable, Fault.LinkDeleteFailed, Fault.LostReply, Fault.GatewayHtml]) {
      yield* sandbox.addFault(fault.make(), { probability: faults / 4 })
    }
    const added = yield* sandbox.addLinks(links, { workspaceId, creatorId: Fixtures.users.member })
    return added.map(({ linkId }) => ({ workspaceId, linkId }))
  })

const request = HttpClientRequest.del(
  `https://userplane.test/public/workspace/${workspaceId}/links/${Fixtures.links.unknown}`
)

/** Another process of the same user: it sends requests at even intervals until its share of the day is used up. */
export const others = ({ othersShare }: Scenario) =>
  Effect.gen(function* () {
    const client = yield* SandboxHttpClient.make
    const send = client.execute(HttpClientRequest.bearerToken(request, Fixtures.keys.member))
    const perDayOfOthers = perDay * othersShare
    const pace = minute / (perMinute * othersShare)
    const oneDay = Effect.repeatN(Effect.delay(send, pace), perDayOfOthers - 1)
    return yield* Effect.forever(Effect.zipRight(oneDay, Effect.sleep(day - perDayOfOthers * pace)))
  })
