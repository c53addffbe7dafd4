export type { Diagnostic, Place } from './diagnostic.ts';
export * from './schema.ts';
