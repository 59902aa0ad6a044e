/**
 * The command with what belongs to a fleet. It is bundled apart from the rest: whatever two programs share, a bundle has for both
 * as one of them needs it.
 *
 * @since 0.1.0
 */
import { command } from "./fleet/FleetCommand.js"
import * as NodeProgram from "./NodeProgram.js"

/**
 * Runs the command, and ends the process with its exit code.
 *
 * @since 0.1.0
 * @category running
 */
export const run = (version: string): void => NodeProgram.runWith(version, command)
