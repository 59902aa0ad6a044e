import * as Catalogue from "@effect-userplane/protocol/Catalogue"
import { attempts } from "@effect-userplane/testing/Attempts"
import { interrupts } from "@effect-userplane/testing/Interrupts"
import { lostReplies } from "@effect-userplane/testing/LostReplies"
import { observed } from "@effect-userplane/testing/Observed"
import { repeatingTransports } from "@effect-userplane/testing/RepeatingTransports"
import { retryTiming } from "@effect-userplane/testing/RetryTiming"
import { schedules } from "@effect-userplane/testing/Schedules"
import { client } from "./client.js"

retryTiming(client, Catalogue.entries)
schedules(client)
attempts(client, Catalogue.entries)
lostReplies(client, Catalogue.entries)
repeatingTransports(client, Catalogue.entries)
interrupts(client)
observed(client)
