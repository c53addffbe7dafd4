import { type Fields, includesVersion } from '../../wire/index.ts';
import { type About, aboutOf, nameFor, namesOf, type Struct } from './about.ts';

/** An error as it stands in a response. */
export interface PutError {
  readonly errorCode: number;
  readonly message: string;
}

const errorCodeFields: ReadonlySet<string> = new Set(['errorCode', 'partitionErrorCode']);

/** Where in which messages errors are put. */
export interface Spot {
  /** Of the message or of an element of its list. */
  readonly fields: Fields;
  readonly apiVersion: number;
  readonly path: readonly string[];
}

/**
 * A struct that has nothing to tell but what it is about and its error, as Kafka's own: no records, and -1 for numbers that it
 * doesn't know.
 */
export function blank(fields: Fields, apiVersion: number, about: About, error?: PutError): Struct {
  const struct: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (!includesVersion(field.versions, apiVersion)) continue;
    const known = errorCodeFields.has(name) ? (error?.errorCode ?? 0) : nameFor(name, about);
    if (known !== undefined) struct[name] = known;
    else if (name === 'errorMessage' && error) struct[name] = error.message;
    else if (name === 'throttleTimeMs' || name.endsWith('ErrorCode')) struct[name] = 0;
    else struct[name] = unknownOf(field, apiVersion);
  }
  return struct;
}

function unknownOf({ type, defaultValue, nullable }: Fields[string], apiVersion: number): unknown {
  const mayBeNull = nullable !== undefined && includesVersion(nullable, apiVersion);
  if (defaultValue !== undefined && (defaultValue !== null || mayBeNull)) return defaultValue;
  if (type.kind === 'records') return new Uint8Array(0);
  if (mayBeNull) return null;
  switch (type.kind) {
    case 'array':
      return [];
    case 'string':
      return '';
    case 'bytes':
      return new Uint8Array(0);
    case 'bool':
      return false;
    case 'int64':
      return -1n;
    case 'int8':
    case 'int16':
    case 'int32':
      return -1;
    case 'struct':
      return blank(type.fields, apiVersion, {});
    case 'uint16':
    case 'uint32':
    case 'float64':
    case 'uuid':
      return undefined;
  }
}

/** The response with this error in place of each element at the end of the path that it is for. */
export function putErrors(
  response: Struct,
  { fields, apiVersion, path }: Spot,
  around: About,
  isFor: (about: About) => boolean,
  error: PutError,
): Struct {
  const [list = '', ...inner] = path;
  const elements = response[list];
  if (!Array.isArray(elements)) return response;
  const spot = { fields: fieldsOf(fields, list), apiVersion, path: inner };
  const put = elements.map((element: unknown) => {
    const about = aboutOf(element, list, around);
    if (inner.length > 0) return putErrors(element as Struct, spot, about, isFor, error);
    return isFor(about) ? blank(spot.fields, apiVersion, about, error) : element;
  });
  return { ...response, [list]: put };
}

/** The response with one more element at the end of the path: this error. */
export function addError(response: Struct, { fields, apiVersion, path }: Spot, about: About, error: PutError): Struct {
  const [list = '', ...inner] = path;
  const elements = (response[list] ?? []) as readonly Struct[];
  const spot = { fields: fieldsOf(fields, list), apiVersion, path: inner };
  if (inner.length === 0) {
    return { ...response, [list]: [...elements, blank(spot.fields, apiVersion, about, error)] };
  }
  const parent = elements.find((element) => isAround(element, about)) ?? blank(spot.fields, apiVersion, about);
  const others = elements.filter((element) => element !== parent);
  return { ...response, [list]: [...others, addError(parent, spot, about, error)] };
}

function isAround(element: Struct, about: About): boolean {
  return Object.entries(namesOf(element)).every(([part, name]) => about[part as keyof About] === name);
}

function fieldsOf(fields: Fields, list: string): Fields {
  const type = fields[list]?.type;
  return type?.kind === 'array' && type.element.kind === 'struct' ? type.element.fields : {};
}
