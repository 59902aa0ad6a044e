import * as Catalogue from "@effect-userplane/protocol/Catalogue"
import { lostReplies } from "@effect-userplane/testing/LostReplies"
import { observed } from "@effect-userplane/testing/Observed"
import { retryTiming } from "@effect-userplane/testing/RetryTiming"
import { client } from "./client.js"

retryTiming(client, Catalogue.entries)
lostReplies(client, Catalogue.entries)
observed(client)
