/** The verbs by which rows of files become records. */
export const rowVerbs = { apply: 'imports.apply-chunk', mend: 'imports.mend-row' } as const;

/** Whether what a verb wrote down was told by a file: whoever imported it has not done it. */
export const toldByFile = (verb: string): boolean => verb === rowVerbs.apply || verb === rowVerbs.mend;
