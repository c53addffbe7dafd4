export { type CompiledSchema, compileSchema, type SchemaProblem } from './compile-schema.ts';
export type { ValueProblem } from './explain-error.ts';
