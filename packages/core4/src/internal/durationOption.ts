import * as Duration from "effect/Duration"

/** The duration of an option: nothing where it is negative, which Effect 4 would keep. */
export const durationOption = (input: Duration.Input): Duration.Duration =>
  Duration.max(Duration.fromInputUnsafe(input), Duration.zero)

/** The milliseconds of an option. */
export const millisOption = (input: Duration.Input): number => Duration.toMillis(durationOption(input))
