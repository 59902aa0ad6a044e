import { hostname } from "node:os"

/** The name of this process among those of all machines. */
export const owner = (): string => `${hostname()}:${process.pid}`
