import * as Catalogue from "@effect-userplane/protocol/Catalogue"
import { resume } from "@effect-userplane/testing/Resume"
import { client } from "./bulkClient.js"

resume(client, Catalogue.entries)
