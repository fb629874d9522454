/** What the web and other callers may ask of after-sales. */
export * from './contract-words.ts';
export * from './contract-returns.ts';
export * from './contract-complaints.ts';
export * from './contract-feedback.ts';
export * from './contract-portal.ts';
