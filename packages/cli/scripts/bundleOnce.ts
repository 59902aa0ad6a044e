/** Bundles the command before the tests, once for all of them. */
import { bundle } from "./bundle.js"

export default async (): Promise<void> => {
  await bundle()
}
