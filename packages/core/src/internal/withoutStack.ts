/**
 * Makes an error without a stack. A reply arrives on a stack of the platform's, which shows nothing of the caller's, and
 * to capture it takes half of the time that a failure takes to make.
 */
export const withoutStack = <A>(make: () => A): A => {
  const limit = Error.stackTraceLimit
  // Where the intrinsics are frozen this does nothing, and an assignment would throw.
  Reflect.set(Error, "stackTraceLimit", 0)
  try {
    return make()
  } finally {
    Reflect.set(Error, "stackTraceLimit", limit)
  }
}
