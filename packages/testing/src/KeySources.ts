/** The sources of the API key, stated once for every client. */
import { afterEach, describe, expect, it, vi } from "vitest"

/** A key, or what is printed of the error in its place. */
export type KeyResult = { readonly key: string } | { readonly error: string }

/** A source in use. */
export interface SourceInUse {
  /** The key by now, or why there is none. */
  readonly current: () => Promise<KeyResult>
}

/** The sources of a client. */
export interface KeySources {
  /** A valid key, and another one. */
  readonly keys: readonly [string, string]
  /** The key in the variable, as a `Config`; and a default in its place, where there is one. */
  readonly config: (value: string | undefined, orElse?: string) => Promise<KeyResult>
  readonly layer: (key: string) => Promise<SourceInUse>
  /** Reads the variables anew each time. Without any, those of the process. Throws where it cannot be made. */
  readonly layerConfig: (variables?: Readonly<Record<string, string>>) => Promise<SourceInUse>
  /** Reads by a service that the layer was made with. A value without a key is a failure. */
  readonly layerEffect: (read: () => string | { readonly failure: unknown }) => Promise<SourceInUse>
  readonly isSendable: (key: string) => boolean
}

const variable = "USERPLANE_API_KEY"

/** Declares the tests of a client. */
export const keySources = ({ config, isSendable, keys, layer, layerConfig, layerEffect }: KeySources): void => {
  const [text, other] = keys

  // Not by `toBe`, which would show the keys in the report of a failed test.
  const expectKey = (result: KeyResult, key: string) => expect("key" in result && result.key === key).toBe(true)

  const errorOf = (result: KeyResult): string => ("error" in result ? result.error : "no error")

  describe(`the key in ${variable}`, () => {
    it.for<readonly [name: string, value: string, key: string]>([
      ["as it is", text, text],
      ["with blanks around it", `  ${text}\t`, text],
      ["with a newline at its end, as a file has it", `${text}\n`, text],
      ["with every character of a Bearer token", `${text}-._~+/==`, `${text}-._~+/==`]
    ])("is taken %s", async ([, value, key]) => {
      expectKey(await config(value), key)
    })

    const blank = "Expected an API key, but the value is blank"
    const noPrefix = `Expected an API key that begins with ${text.slice(0, 5)}`
    const noToken = "Expected an API key of letters, digits and -._~+/= only (RFC 6750)"

    it.for<readonly [name: string, value: string | undefined, problem: string]>([
      ["is blank", " \t\n", blank],
      ["has no prefix", text.slice(5), noPrefix],
      ["has its prefix in capitals", text.toUpperCase(), noPrefix],
      ["has something before its prefix", `Bearer ${text}`, noPrefix],
      ["has a blank inside", `${text} ${text}`, noToken],
      ["has a comma inside", `${text},${text}`, noToken],
      ["has a line break inside", `${text}\r\nx-evil: 1`, noToken],
      ["has a character outside of ASCII", `${text}é`, noToken],
      ["stands in quotation marks that a shell did not take off", `${text}"`, noToken],
      // In the words of Effect.
      ["is empty", "", "Expected"],
      ["is not set", undefined, "Expected"]
    ])("is rejected where it %s: the error names the variable and why, and not the key", async ([, value, problem]) => {
      const error = errorOf(await config(value))
      expect(error).toContain(problem)
      expect(error).toContain(variable)
      expect(error.includes(text.slice(5))).toBe(false)
    })

    it("is absent where it is not set, so that a default can stand in", async () => {
      expectKey(await config(undefined, other), other)
      expectKey(await config("", other), other)
    })
  })

  describe("layer", () => {
    it("gives the same key every time", async () => {
      const source = await layer(text)
      expectKey(await source.current(), text)
      expectKey(await source.current(), text)
    })
  })

  describe("layerConfig", () => {
    afterEach(() => {
      vi.unstubAllEnvs()
    })

    it("fails to build where the key is rejected", async () => {
      await expect(layerConfig({ [variable]: "secret" })).rejects.toThrow(variable)
    })

    it("reads the key again every time, from the provider that it was built with", async () => {
      const variables: Record<string, string> = { [variable]: text }
      const source = await layerConfig(variables)
      expectKey(await source.current(), text)
      variables[variable] = other
      expectKey(await source.current(), other)
      delete variables[variable]
      expect(await source.current()).toEqual({ error: `${variable} can no longer be read` })
      variables[variable] = text
      expectKey(await source.current(), text)
    })

    it("reads the process's environment as it is by then where no provider is given", async () => {
      vi.stubEnv(variable, text)
      const source = await layerConfig()
      expectKey(await source.current(), text)
      vi.stubEnv(variable, other)
      expectKey(await source.current(), other)
    })
  })

  describe("layerEffect", () => {
    it("evaluates the effect every time, with the services that the layer was built with", async () => {
      const read = vi.fn(() => other).mockReturnValueOnce(text)
      const source = await layerEffect(read)
      expect(read).not.toHaveBeenCalled()
      expectKey(await source.current(), text)
      expectKey(await source.current(), other)
      expect(read).toHaveBeenCalledTimes(2)
    })

    it("keeps no more of a failure than its tag, since it may hold the key", async () => {
      const source = await layerEffect(() => ({ failure: { _tag: "VaultSealed", secret: text } }))
      expect(await source.current()).toEqual({ error: "The source of the API key failed (VaultSealed)" })
    })

    it("says nothing about a failure that has no tag", async () => {
      const source = await layerEffect(() => ({ failure: { message: text } }))
      expect(await source.current()).toEqual({ error: "The source of the API key failed" })
    })
  })

  describe("isSendable", () => {
    it.for<readonly [name: string, value: string, sendable: boolean]>([
      ["the key of an ordinary call", text, true],
      ["padding at the end", `${text}=`, true],
      ["an empty key, which is sent by sending no header", "", true],
      ["a newline at the end", `${text}\n`, false],
      ["padding alone", "=", false],
      ["a blank", " ", false]
    ])("judges %s", ([, value, sendable]) => {
      expect(isSendable(value)).toBe(sendable)
    })
  })
}
