import * as UndiciTransport from "@effect-userplane/core4/UndiciTransport"
import { deleteLinkOver } from "./deleteLink.js"

export const client = deleteLinkOver("undici", UndiciTransport.layer())
