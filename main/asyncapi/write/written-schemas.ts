import type { Topic } from '../../../shared/graph/index.ts';
import { compileSchema } from '../../json-schema/index.ts';
import { Claims, safeKey } from '../claims.ts';
import type { Unsaid } from '../unsaid.ts';
import { schemaObject } from './schema-object.ts';

/** The project's schemas as `components.schemas`; each file once, however many topics have it. */
export class WrittenSchemas {
  readonly components = new Map<string, unknown>();
  readonly unsaid: Unsaid[] = [];
  readonly #schemas: ReadonlyMap<string, unknown>;
  readonly #references = new Map<string, string | undefined>();
  readonly #claims = new Claims();

  /** @param schemas parsed, by path in the project */
  constructor(schemas: ReadonlyMap<string, unknown>) {
    this.#schemas = schemas;
  }

  /** `#/components/schemas/…` of a topic's schema; undefined where it has none that can be said. */
  referenceOf({ id, name, format, schema: file }: Topic): string | undefined {
    if (file === undefined) return undefined;
    const reference = format === 'json' ? this.#referenceTo(file) : undefined;
    const fileAgain = reference === undefined ? undefined : schemaFileOf(reference.split('/').at(-1) ?? '');
    if (fileAgain !== file) {
      this.unsaid.push({
        code: 'schema-missing',
        where: { element: id, fields: ['schema'], file },
        what: reference === undefined ? `The schema of the topic "${name}"` : `The path ${file}`,
        why:
          reference === undefined
            ? 'It is not there, is no valid JSON Schema, or the topic’s values are no JSON.'
            : 'Schemas are named by plain keys.',
      });
    }
    return reference;
  }

  #referenceTo(file: string): string | undefined {
    const reference = this.#references.has(file) ? this.#references.get(file) : this.#write(file);
    this.#references.set(file, reference);
    return reference;
  }

  #write(file: string): string | undefined {
    const schema = this.#schemas.get(file);
    if (schema === undefined || !compileSchema(schema).ok) return undefined;
    const key = this.#claims.take(safeKey(file.replace(/^schemas\//, '').replace(/\.json$/, '')));
    const reference = `#/components/schemas/${key}`;
    const written = schemaObject(schema, reference);
    if (!written) {
      this.unsaid.push({
        code: 'schema-invalid',
        where: { file },
        what: `The schema ${file}`,
        why: 'It can’t be said in draft 07, which AsyncAPI’s schemas are made of.',
      });
      return undefined;
    }
    this.components.set(key, written.schema);
    for (const { pointer, why } of written.leftOut) {
      this.unsaid.push({ code: 'schema-keyword', where: { file, pointer }, what: `${pointer} of ${file}`, why });
    }
    return reference;
  }
}

/** Where reading a document puts a schema of `components.schemas`. */
export function schemaFileOf(key: string): string {
  return `schemas/${key}.json`;
}
