export const layers: Readonly<Record<string, readonly string[]>>;
export const chapters: Readonly<Record<string, readonly string[]>>;
export const sections: Readonly<Record<string, readonly string[]>>;
export const registers: Readonly<Record<string, readonly string[]>>;
export const webMayImport: readonly string[];
