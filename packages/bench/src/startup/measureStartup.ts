/** Measures a program before its first call: the size of its bundle, and the time it takes to start. */
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { buildStart, buildStartFromFiles, type StartBundle } from "../bundles.js"
import { run } from "../processes.js"
import { ratios, type Summary, summarize } from "../statistics.js"
import { inTurn } from "../throughput/inTurn.js"

export interface Start {
  readonly program: string
  readonly gzipBytes: number
  /** The size of this project's own part of the minified bundle, in bytes. */
  readonly ownBytes: number
  readonly bundleMillis: Summary
  readonly filesMillis: Summary
  /** Relative to the program of the same Effect that makes a plain request; without Effect, to that of Effect 3. */
  readonly bundleToBaseline: Summary
  readonly filesToBaseline: Summary
}

/** The client of each Effect, and the program that it is compared with. */
const pairs = [
  { baseline: "effect3", own: "core" },
  { baseline: "effect4", own: "core4" }
] as const

const programs = ["empty", "openapiFetch", "ky", "orpc", ...pairs.flatMap(({ baseline, own }) => [baseline, own])]

const baselineOf = (program: string): string =>
  pairs.find(({ baseline, own }) => program === baseline || program === own)?.baseline ?? pairs[0].baseline

// As esbuild names them, relative to this package.
const ownSource = /(?:^|\/)(?:protocol|core4?)\/src\//

const ownBytes = ({ metafile }: StartBundle): number =>
  Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([input]) => ownSource.test(input))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)

const millisOf = async (file: string): Promise<number> => {
  const started = performance.now()
  await run(file, [])
  return performance.now() - started
}

interface Started {
  readonly program: string
  readonly bundle: StartBundle
  readonly files: string
  readonly bundleMillis: Array<number>
  readonly filesMillis: Array<number>
}

const prepare = async (program: string): Promise<Started> => ({
  program,
  bundle: await buildStart(program),
  files: await buildStartFromFiles(program),
  bundleMillis: [],
  filesMillis: []
})

/** Starts a program from its bundle, and records the time. */
const fromBundle = async ({ bundle, bundleMillis }: Started): Promise<void> => {
  bundleMillis.push(await millisOf(bundle.file))
}

const fromFiles = async ({ files, filesMillis }: Started): Promise<void> => {
  filesMillis.push(await millisOf(files))
}

/** Starts all programs in rounds, and then those that are compared more often, in pairs: two starts differ by a fifth. */
export const measureStarts = async (
  rounds: number,
  times: number,
  progress: (line: string) => void
): Promise<ReadonlyArray<Start>> => {
  const started = await Promise.all(programs.map(prepare))
  progress("start, to warm up the file system's cache")
  for (const { bundle, files } of started) {
    await millisOf(bundle.file)
    await millisOf(files)
  }
  for (let round = 1; round <= rounds; round++) {
    progress(`start, round ${round} of ${rounds}`)
    for (const program of started) {
      await fromBundle(program)
      await fromFiles(program)
    }
  }
  for (const { baseline, own } of pairs) {
    progress(`start, ${times} more times ${baseline} and ${own}`)
    const compared = started.filter(({ program }) => program === baseline || program === own)
    for (let time = 0; time < times; time++) {
      const inOrder = inTurn(compared, time)
      for (const program of inOrder) await fromBundle(program)
      for (const program of inOrder) await fromFiles(program)
    }
  }
  return started.map(({ bundle, bundleMillis, filesMillis, program }) => {
    const baseline = started.find((other) => other.program === baselineOf(program))
    return {
      program,
      gzipBytes: gzipSync(readFileSync(bundle.file)).byteLength,
      ownBytes: ownBytes(bundle),
      bundleMillis: summarize(bundleMillis),
      filesMillis: summarize(filesMillis),
      bundleToBaseline: summarize(ratios(bundleMillis, baseline?.bundleMillis ?? [])),
      filesToBaseline: summarize(ratios(filesMillis, baseline?.filesMillis ?? []))
    }
  })
}
