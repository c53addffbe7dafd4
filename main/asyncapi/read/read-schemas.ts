import { isJsonObject } from '../../../shared/graph/index.ts';
import { compileSchema } from '../../json-schema/index.ts';
import { pointerTo, referenceTo } from '../unsaid.ts';
import type { Names } from './names.ts';
import type { Found, Reader } from './reader.ts';
import { bundleSchema } from './schema-bundle.ts';

/** All schema files together, in UTF-16 units; each holds all that it refers to, so that they may be much larger than the document. */
const maxTotalLength = 32 * 1024 * 1024;

/** The schemas of payloads as files of a project, one a schema of the document. */
export class ReadSchemas {
  /** JSON text by path. */
  readonly files = new Map<string, string>();
  readonly #reader: Reader;
  readonly #names: Names;
  /** By where the schema stands in the document; undefined for one that can't be had. */
  readonly #known = new Map<string, string | undefined>();
  #length = 0;

  constructor(reader: Reader, names: Names) {
    this.#reader = reader;
    this.#names = names;
  }

  /** Path of the file with a payload's schema; undefined where there is none, or none that is JSON Schema. */
  fileOf(payload: Found, topic: string): string | undefined {
    const found = this.#jsonSchema(payload);
    if (!found) return undefined;
    const { pointer } = found.schema;
    if (!this.#known.has(pointer)) this.#known.set(pointer, this.#write(found, topic));
    return this.#known.get(pointer);
  }

  /** One file that takes what any of these schemas takes. */
  fileOfAny(payloads: readonly Found[], topic: string): string | undefined {
    const schemas = payloads.map((payload) => this.#jsonSchema(payload));
    const [first] = schemas;
    if (!first || schemas.includes(undefined)) return undefined;
    const anyOf = schemas.map((found) => ({ $ref: referenceTo(found?.schema.pointer ?? '') }));
    // Stands nowhere in the document, so that each alternative is a definition.
    return this.#write({ schema: { value: { anyOf }, pointer: '?' }, dialect: first.dialect }, topic);
  }

  #jsonSchema(payload: Found): { schema: Found; dialect: string } | undefined {
    const found = this.#reader.resolve(payload);
    if (!found) return undefined;
    if (!isJsonObject(found.value) || !('schema' in found.value)) return { schema: found, dialect: draft07 };
    const { schemaFormat, schema } = found.value;
    this.#reader.rest(found, ['schemaFormat', 'schema'], 'a schema', 'A schema is a file with JSON Schema only.');
    const format = typeof schemaFormat === 'string' ? schemaFormat : '';
    const dialect = dialectOf(format);
    if (dialect === undefined) {
      this.#reader.list(
        'schema-format',
        found.pointer,
        `The schema in ${JSON.stringify(format)}`,
        'A topic’s schema is JSON Schema.',
      );
      return undefined;
    }
    const inner = this.#reader.resolve({ value: schema, pointer: pointerTo(found.pointer, 'schema') });
    return inner && { schema: inner, dialect };
  }

  #write({ schema, dialect }: { schema: Found; dialect: string }, topic: string): string | undefined {
    const { value, pointer } = schema;
    const object = value === true ? {} : value === false ? { not: {} } : value;
    const complain = (why: string): undefined => {
      this.#reader.list('malformed', pointer, `The schema of the topic "${topic}"`, why);
      return undefined;
    };
    if (!isJsonObject(object)) return complain('It is no JSON Schema.');
    const bundled = { $schema: dialect, ...bundleSchema(this.#reader, { value: object, pointer }) };
    const text = `${JSON.stringify(bundled, undefined, 2)}\n`;
    this.#length += text.length;
    if (this.#length > maxTotalLength) return complain('All schemas together, with what they refer to, are too large.');
    const compiled = compileSchema(bundled);
    if (!compiled.ok) return complain(`It is no valid JSON Schema: ${compiled.problem.message}.`);
    const [, name] = /^\/components\/schemas\/([^/]+)(?:\/schema)?$/.exec(pointer) ?? [];
    const file = this.#names.file('schemas', name ?? topic, '.json');
    this.files.set(file, text);
    return file;
  }
}

const draft07 = 'http://json-schema.org/draft-07/schema#';

/** AsyncAPI's own schemas are draft 07 and more, which JSON Schema passes over. */
function dialectOf(format: string): string | undefined {
  const [, kind = '', version = ''] =
    /^application\/(schema|vnd\.aai\.asyncapi)(?:\+json|\+yaml)?(?:;\s*version=(.*))?$/.exec(format) ?? [];
  if (kind === 'vnd.aai.asyncapi') return draft07;
  if (kind === '') return format === '' ? draft07 : undefined;
  if (version === 'draft-07' || version === '') return draft07;
  return ['2019-09', '2020-12'].includes(version) ? `https://json-schema.org/draft/${version}/schema` : undefined;
}
