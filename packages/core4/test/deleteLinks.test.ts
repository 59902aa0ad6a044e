import * as Catalogue from "@effect-userplane/protocol/Catalogue"
import { bulkDeletion } from "@effect-userplane/testing/BulkDeletion"
import { client } from "./bulkClient.js"

bulkDeletion(client, Catalogue.entries)
