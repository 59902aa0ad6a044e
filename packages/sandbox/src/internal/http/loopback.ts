import { basePath } from "./path.js"

/** The loopback address, and no other: the keys of the standard world are public. */
export const host = "127.0.0.1"

/** Returns the base URL of a port, with the base path of production. */
export const baseUrlOf = (port: number): string => `http://${host}:${port}${basePath}`
