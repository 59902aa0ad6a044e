import { controlTable } from "./controlTable.js"
import { deletionTable } from "./deletionTable.js"
import { journalTable } from "./journalTable.js"
import { permitTable } from "./permitTable.js"
import * as Sqlite from "./sqlite.js"

permitTable(Sqlite.layer)
journalTable(Sqlite.layer)
deletionTable(Sqlite.layer)
controlTable(Sqlite.layer)
