import * as UndiciTransport from "@effect-userplane/core/UndiciTransport"
import { deleteLinkOver } from "./deleteLink.js"

export const client = deleteLinkOver("undici", UndiciTransport.layer())
