import * as Catalogue from "@effect-userplane/protocol/Catalogue"
import { resume } from "@effect-userplane/testing/Resume"
import { runLines } from "@effect-userplane/testing/RunLines"
import { client } from "./bulkClient.js"

runLines(client)
resume(client, Catalogue.entries)
