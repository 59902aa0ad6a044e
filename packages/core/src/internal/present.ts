/**
 * Fields without those that are `undefined`. `Equal` tells an absent field from an undefined one and JSON does not, so a
 * value that came back from JSON would not equal the one that went there.
 */
export const present = <Fields extends object>(fields: Fields): Fields => {
  const kept = { ...fields }
  for (const [name, value] of Object.entries(kept)) {
    if (value === undefined) Reflect.deleteProperty(kept, name)
  }
  return kept
}
