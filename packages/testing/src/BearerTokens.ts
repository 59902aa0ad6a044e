/** Keys that no `Authorization: Bearer` header may carry (RFC 6750), each made of a good one. */

export const malformedKeys: ReadonlyArray<{ readonly name: string; readonly altered: (text: string) => string }> = [
  { name: "a newline at its end", altered: (text) => `${text}\n` },
  { name: "a header of its own", altered: (text) => `${text}\r\nx-evil: 1` },
  { name: "a space at its beginning", altered: (text) => ` ${text}` },
  { name: "a space at its end", altered: (text) => `${text} ` },
  { name: "a space inside", altered: (text) => `${text} ${text}` },
  { name: "a tab inside", altered: (text) => `${text}\t${text}` },
  { name: "a NUL", altered: (text) => `${text}\0` },
  { name: "a DEL", altered: (text) => `${text}\x7f` },
  { name: "an accent", altered: (text) => `${text}é` },
  { name: "a Chinese character", altered: (text) => `${text}鍵` },
  { name: "an emoji", altered: (text) => `${text}🔑` },
  { name: "a zero-width space", altered: (text) => `${text}\u200b` },
  { name: "quotation marks", altered: (text) => `"${text}"` },
  { name: "a comma", altered: (text) => `${text},${text}` },
  { name: "an equals sign inside", altered: (text) => `${text}=${text}` },
  { name: "nothing but a space", altered: () => " " },
  { name: "nothing but padding", altered: () => "==" }
]
