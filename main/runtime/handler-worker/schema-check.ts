import type { ErrorObject, ValidateFunction } from 'ajv';
import { Fault } from '../../../shared/lib/index.ts';
import type { PlannedTopic } from '../plan/plan.ts';

export type SchemaFaultCode = 'value-refused-by-schema' | 'schema-does-not-compile';

/** Checks values against the JSON Schemas of their topics, each compiled once. */
export interface SchemaCheck {
  /** Throws a Fault that says where the value is wrong. A tombstone and a topic without a schema pass. */
  check(topic: PlannedTopic, value: unknown): void;
}

type Compile = (schema: object) => ValidateFunction;

/** Without schemas nothing is loaded: the checker takes longer to start than the rest of a worker. */
export async function createSchemaCheck(topics: readonly PlannedTopic[]): Promise<SchemaCheck> {
  const compile = topics.some((topic) => topic.schema) ? await loadCompiler() : undefined;
  const validators = new Map<string, ValidateFunction | Fault<SchemaFaultCode>>();
  const validatorOf = (topic: PlannedTopic): ValidateFunction | Fault<SchemaFaultCode> | undefined => {
    const known = validators.get(topic.name);
    if (known || !topic.schema || !compile) return known;
    const validator = compileSchema(compile, topic.schema.file, topic.schema.document);
    validators.set(topic.name, validator);
    return validator;
  };
  return {
    check: (topic, value) => {
      if (value === null) return;
      const validator = validatorOf(topic);
      if (!validator) return;
      if (validator instanceof Fault) throw validator;
      if (validator(value)) return;
      throw new Fault<SchemaFaultCode>(
        'value-refused-by-schema',
        `The schema of topic ${topic.name} refuses the value: ${describe(validator.errors ?? [])}.`,
      );
    },
  };
}

/** The drafts by what `$schema` says; without it draft-07, as most schemas are written. */
async function loadCompiler(): Promise<Compile> {
  const [{ Ajv }, { Ajv2019 }, { Ajv2020 }, { default: formats }] = await Promise.all([
    import('ajv'),
    import('ajv/dist/2019.js'),
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
  ]);
  const options = { strict: false, allErrors: false, messages: true };
  const create = { draft07: () => new Ajv(options), draft2019: () => new Ajv2019(options), draft2020: () => new Ajv2020(options) };
  return (schema) => {
    const draft = '$schema' in schema && typeof schema.$schema === 'string' ? schema.$schema : '';
    const ajv = draft.includes('2020-12')
      ? create.draft2020()
      : draft.includes('2019-09')
        ? create.draft2019()
        : create.draft07();
    formats.default(ajv);
    return ajv.compile(schema);
  };
}

function compileSchema(compile: Compile, file: string, document: unknown): ValidateFunction | Fault<SchemaFaultCode> {
  try {
    if (typeof document === 'boolean') return compile(document ? {} : { not: {} });
    if (typeof document === 'object' && document !== null) return compile(document);
    throw new TypeError('a schema is an object or a boolean');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new Fault('schema-does-not-compile', `The schema ${file} does not compile: ${reason}`, error);
  }
}

function describe(errors: readonly ErrorObject[]): string {
  return errors.map((error) => `${error.instancePath || 'the value'} ${error.message ?? error.keyword}`).join('; ');
}
