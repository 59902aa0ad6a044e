/** A function whose value is made once for each object, and kept as long as that object lives. */
export const oncePer = <Key extends object, Value extends {}>(make: (key: Key) => Value): ((key: Key) => Value) => {
  const made = new WeakMap<Key, Value>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}
