/** The baseline of a cold start: a program that does nothing. */
export {}
