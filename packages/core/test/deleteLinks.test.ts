import * as Catalogue from "@effect-userplane/protocol/Catalogue"
import { bulkDeletion } from "@effect-userplane/testing/BulkDeletion"
import { bulkEnds } from "@effect-userplane/testing/BulkEnds"
import { client } from "./bulkClient.js"

bulkDeletion(client)
bulkEnds(client, Catalogue.entries)
