/** The clients and the runtimes, installed by npm as somebody has them who uses them. */
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const execute = promisify(execFile)

const root = fileURLToPath(new URL("../../../", import.meta.url))

const npmInstall = (folder: string, packages: ReadonlyArray<string>) =>
  execute("npm", ["install", "--silent", "--no-audit", "--no-fund", ...packages], { cwd: folder })

/** A client, and what its user installs beside it. */
export interface Client {
  readonly name: "core" | "core4"
  /** The module of `src/program` that begins the program. */
  readonly entry: "effect3" | "effect4"
  readonly peers: ReadonlyArray<string>
}

export const clients: ReadonlyArray<Client> = [
  { name: "core", entry: "effect3", peers: ["effect", "@effect/platform"] },
  { name: "core4", entry: "effect4", peers: ["effect"] }
]

const versionOf = ({ name: client }: Client, peer: string): string => {
  const { version } = JSON.parse(
    readFileSync(join(root, "packages", client, "node_modules", peer, "package.json"), "utf8")
  )
  return `${peer}@${version}`
}

/** Packs the clients into a folder, and installs each into one of its own there, with the program. */
export const installClients = async (folder: string): Promise<(client: Client) => string> => {
  const tarballs = join(folder, "tarballs")
  await Promise.all(
    ["protocol", ...clients.map(({ name }) => name)].map((name) =>
      execute("pnpm", ["pack", "--pack-destination", tarballs], { cwd: join(root, "packages", name) })
    )
  )
  const tarball = (name: string): string => {
    const file = readdirSync(tarballs).find((file) => file.startsWith(`effect-userplane-${name}-`))
    if (file === undefined) throw new Error(`There is no tarball of ${name}`)
    return join(tarballs, file)
  }
  const folderOf = ({ name }: Client): string => join(folder, name)
  await Promise.all(
    clients.map(async (client) => {
      cpSync(fileURLToPath(new URL("program/", import.meta.url)), folderOf(client), { recursive: true })
      const peers = client.peers.map((peer) => versionOf(client, peer))
      writeFileSync(join(folderOf(client), "package.json"), '{ "private": true, "type": "module" }')
      await npmInstall(folderOf(client), [tarball(client.name), tarball("protocol"), ...peers])
    })
  )
  return folderOf
}

/** A runtime that comes as a package of npm. */
export interface Installed {
  readonly version: (name: string) => string
  /** The path of a command in it. */
  readonly command: (name: string) => string
}

/** Installs the runtimes beside Node, once a checkout. */
export const installRuntimes = async (): Promise<Installed> => {
  const manifestFile = fileURLToPath(new URL("../other-runtimes/package.json", import.meta.url))
  const manifest = readFileSync(manifestFile, "utf8")
  const { dependencies }: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(manifest)
  const parent = join(root, ".ci/out/runtimes")
  const folder = join(parent, createHash("sha256").update(manifest).digest("hex").slice(0, 16))
  if (!existsSync(folder)) {
    // Moved into its place once it is whole.
    mkdirSync(parent, { recursive: true })
    const temporary = mkdtempSync(join(parent, "installing-"))
    cpSync(manifestFile, join(temporary, "package.json"))
    await npmInstall(temporary, [])
    renameSync(temporary, folder)
  }
  return {
    version: (name) => dependencies[name] ?? "",
    command: (name) => join(folder, "node_modules/.bin", name)
  }
}

/** The paths of the Nodes that the clients have to run on. */
export const nodes = async (): Promise<ReadonlyArray<string>> => {
  const { stdout } = await execute("bash", [join(root, ".ci/node-paths")])
  return stdout.trim().split("\n")
}

/** A folder that is gone when the work is done. */
export const inTemporaryFolder = async <A>(folder: string, work: (folder: string) => Promise<A>): Promise<A> => {
  const temporary = mkdtempSync(folder)
  try {
    return await work(temporary)
  } finally {
    rmSync(temporary, { recursive: true })
  }
}
