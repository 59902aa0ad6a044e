import * as FetchTransport from "@effect-userplane/core4/FetchTransport"
import { deleteLinkOver } from "./deleteLink.js"

export const client = deleteLinkOver("fetch", FetchTransport.layer)
