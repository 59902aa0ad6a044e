import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import { deleteLinkOver } from "./deleteLink.js"

export const contestant = deleteLinkOver("fetch", FetchTransport.layer)
