import * as UndiciTransport from "@effect-userplane/core/UndiciTransport"
import { deleteLinkOver } from "./deleteLink.js"

export const contestant = deleteLinkOver("undici", UndiciTransport.layer())
