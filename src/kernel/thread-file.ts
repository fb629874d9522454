/**
 * Where the code of a worker thread lies: beside its caller, a source file (`x.ts`) or, in the bundle of the server, `x.mjs`.
 *
 * @param name of the thread's file, without its ending
 * @param beside `import.meta.url` of the caller
 */
export const threadFile = (name: string, beside: string): URL => new URL(`./${name}${beside.endsWith('.ts') ? '.ts' : '.mjs'}`, beside);
