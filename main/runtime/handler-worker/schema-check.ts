import type { CompiledSchema } from '../../json-schema/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { PlannedTopic } from '../plan/plan.ts';

export type SchemaFaultCode = 'value-refused-by-schema' | 'schema-does-not-compile';

/** Checks values against the JSON Schemas of their topics, each compiled once. */
export interface SchemaCheck {
  /** Throws a Fault that says where the value is wrong. A tombstone and a topic without a schema pass. */
  check(topic: PlannedTopic, value: unknown): void;
}

/** Without schemas nothing is loaded: the compiler of schemas takes longer to start than the rest of a worker. */
export async function createSchemaCheck(topics: readonly PlannedTopic[]): Promise<SchemaCheck> {
  if (!topics.some((topic) => topic.schema)) return { check: () => undefined };
  const { compileSchema } = await import('../../json-schema/index.ts');
  const compiled = new Map<string, CompiledSchema>();
  return {
    check: (topic, value) => {
      if (value === null || !topic.schema) return;
      const schema = compiled.get(topic.name) ?? compileSchema(topic.schema.document);
      compiled.set(topic.name, schema);
      if (!schema.ok) {
        throw new Fault<SchemaFaultCode>(
          'schema-does-not-compile',
          `The schema ${topic.schema.file} of topic ${topic.name} can not be used: ${schema.problem.message}.`,
        );
      }
      const [problem] = schema.check(value);
      if (!problem) return;
      throw new Fault<SchemaFaultCode>(
        'value-refused-by-schema',
        `The schema of topic ${topic.name} refuses the value: ${problem.message}.`,
      );
    },
  };
}
