import * as Data from "effect/Data"

/** A reset with the code and message of Node, which a client may inspect. */
export class ConnectionReset extends Data.Error<{ readonly code: "ECONNRESET"; readonly message: string }> {}

export const connectionReset = new ConnectionReset({ code: "ECONNRESET", message: "socket hang up" })
