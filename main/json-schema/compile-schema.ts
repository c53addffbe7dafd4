import { Ajv, type ErrorObject, MissingRefError, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { explainError, type ValueProblem } from './explain-error.ts';

export type CompiledSchema =
  | {
      ok: true;
      /** What the schema has against a parsed JSON value; empty where it takes it. */
      check(value: unknown): ValueProblem[];
    }
  | { ok: false; problem: SchemaProblem };

export interface SchemaProblem {
  /**
   * `invalid`: no JSON Schema. `dialect`: a draft that is not supported. `reference`: a `$ref` that leads nowhere.
   * `too-large`: to compile it would take too long.
   */
  code: 'invalid' | 'dialect' | 'reference' | 'too-large';
  /** In plain words, without a full stop. */
  message: string;
  /** Where in the schema, as a JSON Pointer (RFC 6901); empty where only the whole is known. */
  pointer: string;
}

/** One error is enough to refuse a value, and bounds the work that a hostile one causes. */
const options: Options = {
  allErrors: false,
  // Editors and registries put keywords of their own into schemas, which JSON Schema allows.
  strict: false,
  logger: false,
  verbose: true,
  validateSchema: false,
};

/** What compiling takes grows with the square of these; with so many it is a second or two. */
const maxObjects = 2000;
const maxValues = 20_000;

const dialects: Record<string, () => Ajv> = {
  'http://json-schema.org/draft-07/schema': () => new Ajv(options),
  'https://json-schema.org/draft/2019-09/schema': () => new Ajv2019(options),
  'https://json-schema.org/draft/2020-12/schema': () => new Ajv2020(options),
};
const defaultDialect = 'https://json-schema.org/draft/2020-12/schema';

/**
 * A JSON Schema made ready to check values: drafts 07, 2019-09 and 2020-12 by its `$schema`, 2020-12 without one. A schema
 * stands for itself: it may refer to its own parts, not to other files. Formats (date-time, uuid, email …) are checked.
 */
export function compileSchema(schema: unknown): CompiledSchema {
  if (typeof schema === 'boolean') return compileWith(new Ajv2020(options), schema);
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    return refuse('invalid', 'A JSON Schema is an object, true or false');
  }
  if (isTooLarge(schema)) {
    return refuse(
      'too-large',
      `A schema has ${maxObjects} objects and ${maxValues} values at most, and this one has more`,
    );
  }
  const dialect = dialectOf(schema);
  const createAjv = dialect === undefined ? undefined : dialects[dialect];
  if (!createAjv) {
    return refuse(
      'dialect',
      `The dialect ${JSON.stringify(dialect)} is not supported; drafts 07, 2019-09 and 2020-12 are`,
    );
  }
  return compileWith(createAjv(), schema);
}

function isTooLarge(schema: object): boolean {
  const pending: unknown[] = [schema];
  let objects = 0;
  let values = 0;
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    values += 1;
    if (typeof value !== 'object' || value === null) continue;
    objects += Array.isArray(value) ? 0 : 1;
    const inner: unknown[] = Object.values(value);
    if (objects > maxObjects || values + pending.length + inner.length > maxValues) return true;
    for (const each of inner) pending.push(each);
  }
  return false;
}

function dialectOf(schema: object): string | undefined {
  if (!('$schema' in schema)) return defaultDialect;
  if (typeof schema.$schema !== 'string') return undefined;
  const dialect = schema.$schema
    .replace(/#$/, '')
    .replace(/^https?:\/\/json-schema\.org\/draft-/, 'http://json-schema.org/draft-');
  return Object.hasOwn(dialects, dialect) ? dialect : schema.$schema;
}

function compileWith(ajv: Ajv, schema: boolean | object): CompiledSchema {
  formats.default(ajv);
  try {
    if (ajv.validateSchema(schema) !== true) {
      const [error] = ajv.errors ?? [];
      return refuse(
        'invalid',
        error ? explainError(error, 'schema').message : 'It is no JSON Schema',
        error?.instancePath,
      );
    }
    const validate = ajv.compile(schema);
    return {
      ok: true,
      check: (value) => (validate(value) ? [] : explainErrors(validate.errors ?? [])),
    };
  } catch (error) {
    // ajv throws plain errors for what the meta-schema cannot see: references, patterns, keywords at odds.
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof MissingRefError || message.startsWith("can't resolve reference")) {
      return refuse('reference', `It refers to ${reference(message)}, which is not in this file`);
    }
    return refuse('invalid', message);
  }
}

function reference(message: string): string {
  return /reference (\S+)/.exec(message)?.[1] ?? 'something';
}

/** An alternative that fails says why each of its branches fails; the alternative itself is said once, and last. */
function explainErrors(errors: readonly ErrorObject[]): ValueProblem[] {
  const alternative = errors.at(-1);
  if (alternative && ['oneOf', 'anyOf'].includes(alternative.keyword)) return [explainError(alternative, 'value')];
  return errors.slice(0, 10).map((error) => explainError(error, 'value'));
}

function refuse(code: SchemaProblem['code'], message: string, pointer = ''): CompiledSchema {
  return { ok: false, problem: { code, message, pointer } };
}
