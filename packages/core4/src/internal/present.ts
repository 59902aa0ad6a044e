/**
 * Fields without those that are `undefined`. `Equal` tells an absent field from an undefined one and JSON does not, so a
 * value that came back from JSON would not equal the one that went there.
 */
export const present = <Fields extends object>(fields: Fields): Fields => {
  const kept: Partial<Fields> = {}
  for (const name in fields) {
    if (fields[name] !== undefined) kept[name] = fields[name]
  }
  // What is missing is only what may be missing: a field that may not be `undefined` is there.
  return kept as Fields
}
