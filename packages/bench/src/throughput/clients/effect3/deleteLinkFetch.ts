import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import { deleteLinkOver } from "./deleteLink.js"

export const client = deleteLinkOver("fetch", FetchTransport.layer)
