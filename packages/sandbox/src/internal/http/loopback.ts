import { basePath } from "./path.js"

/** Loopback alone: the keys of the standard world are known to everybody. */
export const host = "127.0.0.1"

/** What a client has to be given to reach a port, with the base path of production. */
export const baseUrlOf = (port: number): string => `http://${host}:${port}${basePath}`
