import { sample } from 'openapi-sampler';
import { compileSchema } from '../../../../json-schema/index.ts';

/** A value that the schema takes, the same each time; undefined where none could be made up. */
export function sampleOf(schema: unknown): { value: unknown } | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const compiled = compileSchema(schema);
  if (!compiled.ok) return undefined;
  try {
    const value = sample(schema, { enablePatterns: true, quiet: true }, schema);
    return compiled.check(value).length === 0 ? { value } : undefined;
  } catch {
    // It gives up on schemas that refer to themselves without an end, and there is then no sample.
    return undefined;
  }
}
