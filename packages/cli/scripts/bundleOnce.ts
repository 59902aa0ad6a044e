/** Bundles the command before the tests, once for all of them. */
export { bundle as default } from "./bundle.js"
