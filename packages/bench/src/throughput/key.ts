/** The key that every client sends. It opens nothing: the server of the benchmark does not look at it. */
export const apiKey = "uspl_bench_key_that_opens_nothing"

export const headers = { accept: "application/json", authorization: `Bearer ${apiKey}` }
