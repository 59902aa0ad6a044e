interface Memory<Key, Value> {
  get(key: Key): Value | undefined
  set(key: Key, value: Value): unknown
}

const remembering =
  <Key, Value extends {}>(made: Memory<Key, Value>, make: (key: Key) => Value) =>
  (key: Key): Value => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }

/** A function whose value is made once for each object, and kept as long as that object lives. */
export const memoize = <Key extends object, Value extends {}>(make: (key: Key) => Value): ((key: Key) => Value) =>
  remembering(new WeakMap<Key, Value>(), make)

/** A function whose value is made once for each key, and kept: the keys must be few. */
export const memoizeFew = <Key extends string | number | undefined, Value extends {}>(
  make: (key: Key) => Value
): ((key: Key) => Value) => remembering(new Map<Key, Value>(), make)
