import { arrayOf, docComment, indented, intersection, literal, propertyName, typeName, union } from './type-text.ts';

type Schema = Record<string, unknown>;

/** Declarations of a module, each under a name of its own. */
export interface Declarations {
  /** A name like `wanted` that nothing else has. */
  reserve(wanted: string): string;
  declare(name: string, type: string, description: string | undefined): void;
}

/**
 * The TypeScript type of the values that a JSON Schema takes, as far as types can say it: bounds, patterns, formats,
 * `not` and `if` are left to the check at run time. What is shared or recursive (`$ref`) is declared under a name that
 * begins with `name`, the name of the whole. An object's type has the properties that its schema names; others are in it only where
 * `additionalProperties` or `patternProperties` says so.
 */
export function typeOfSchema(schema: unknown, name: string, declarations: Declarations): string {
  return new SchemaTyper(schema, name, declarations).type(schema);
}

class SchemaTyper {
  readonly #root: unknown;
  readonly #name: string;
  readonly #declarations: Declarations;
  readonly #names = new Map<string, string>();

  constructor(root: unknown, name: string, declarations: Declarations) {
    this.#root = root;
    this.#name = name;
    this.#declarations = declarations;
    this.#names.set('#', name);
  }

  type(schema: unknown): string {
    if (schema === false) return 'never';
    if (!isSchema(schema)) return 'unknown';
    const parts = [this.#own(schema)];
    if (typeof schema['$ref'] === 'string') parts.push(this.#reference(schema['$ref']));
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = listOf(schema[keyword]);
      if (branches) parts.push(union(branches.map((branch) => this.type(branch))));
    }
    for (const part of listOf(schema['allOf']) ?? []) parts.push(this.type(part));
    const type = intersection(parts);
    return schema['nullable'] === true && type !== 'unknown' ? union([type, 'null']) : type;
  }

  /** What the schema says without its references and combinations. */
  #own(schema: Schema): string {
    if ('const' in schema) return valueType(schema['const']);
    const allowed = listOf(schema['enum']);
    if (allowed) return union(allowed.map(valueType));
    const types = [schema['type']].flat().filter((type) => typeof type === 'string');
    if (types.length > 0) return union(types.map((type) => this.#ofType(type, schema)));
    if (isObjectLike(schema)) return this.#object(schema);
    return isArrayLike(schema) ? this.#array(schema) : 'unknown';
  }

  #ofType(type: string, schema: Schema): string {
    switch (type) {
      case 'string':
      case 'boolean':
      case 'null':
      case 'number':
        return type;
      case 'integer':
        return 'number';
      case 'array':
        return this.#array(schema);
      case 'object':
        return this.#object(schema);
      default:
        return 'unknown';
    }
  }

  #array(schema: Schema): string {
    const { items } = schema;
    const leading = listOf(schema['prefixItems']) ?? listOf(items);
    if (!leading) return arrayOf(this.type(items ?? true));
    const required = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
    const elements = leading.map((item, index) => (index < required ? this.type(item) : `(${this.type(item)})?`));
    const rest = Array.isArray(items) ? (schema['additionalItems'] ?? true) : (items ?? true);
    const restType = this.type(rest);
    return `[${[...elements, ...(restType === 'never' ? [] : [`...${arrayOf(restType)}`])].join(', ')}]`;
  }

  #object(schema: Schema): string {
    const properties = isSchema(schema['properties']) ? schema['properties'] : {};
    const required = new Set(listOf(schema['required'])?.filter((name) => typeof name === 'string'));
    const types = Object.entries(properties).map(([name, property]) => ({
      name,
      type: this.type(property),
      description: isSchema(property) ? descriptionOf(property) : undefined,
    }));
    const named = new Set(types.map(({ name }) => name));
    for (const name of required) if (!named.has(name)) types.push({ name, type: 'unknown', description: undefined });

    const members = types.map(
      ({ name, type, description }) =>
        `${docComment(description, '  ')}  ${propertyName(name)}${required.has(name) ? '' : '?'}: ${indented(type, '  ')};`,
    );
    const open = this.#openType(schema);
    if (open !== undefined) {
      // An index signature must also cover what stands beside it.
      const optional = types.some(({ name }) => !required.has(name));
      const covered = union([open, ...types.map(({ type }) => type), ...(optional ? ['undefined'] : [])]);
      members.push(`  [key: string]: ${indented(covered, '  ')};`);
    }
    if (members.length > 0) return `{\n${members.join('\n')}\n}`;
    return schema['additionalProperties'] === false ? '{ [key: string]: never }' : '{ [key: string]: unknown }';
  }

  #openType(schema: Schema): string | undefined {
    const { additionalProperties, patternProperties } = schema;
    const types = isSchema(patternProperties)
      ? Object.values(patternProperties).map((property) => this.type(property))
      : [];
    if (additionalProperties !== undefined && additionalProperties !== false)
      types.push(this.type(additionalProperties));
    return types.length === 0 ? undefined : union(types);
  }

  #reference(reference: string): string {
    const target = this.#resolve(reference);
    if (target === undefined || this.#isItself(reference)) return 'unknown';
    const known = this.#names.get(reference);
    if (known !== undefined) return known;
    const local = reference.split('/').at(-1) ?? '';
    const name = this.#declarations.reserve(`${this.#name}${typeName(decodePointer(local))}`);
    this.#names.set(reference, name);
    const description = isSchema(target) ? descriptionOf(target) : undefined;
    this.#declarations.declare(name, this.type(target), description);
    return name;
  }

  #resolve(reference: string): unknown {
    if (reference !== '#' && !reference.startsWith('#/')) return undefined;
    let current: unknown = this.#root;
    for (const part of reference.split('/').slice(1).map(decodePointer)) {
      if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
      current = (current as Schema)[part];
    }
    return current;
  }

  /** A definition that leads back to itself without a property or an item between says nothing, and is no type. */
  #isItself(reference: string): boolean {
    const seen = new Set<string>();
    const pending = directReferences(this.#resolve(reference));
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (next === reference) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      pending.push(...directReferences(this.#resolve(next)));
    }
    return false;
  }
}

function directReferences(schema: unknown): string[] {
  if (!isSchema(schema)) return [];
  const own = typeof schema['$ref'] === 'string' ? [schema['$ref']] : [];
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => listOf(schema[keyword]) ?? []);
  return [...own, ...branches.flatMap(directReferences)];
}

function valueType(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueType).join(', ')}]`;
  if (isSchema(value)) {
    const members = Object.entries(value).map(([key, member]) => `${propertyName(key)}: ${valueType(member)}`);
    return members.length === 0 ? '{ [key: string]: never }' : `{ ${members.join('; ')} }`;
  }
  const isScalar = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return isScalar ? literal(value as string | number | boolean | null) : 'unknown';
}

function descriptionOf(schema: Schema): string | undefined {
  const texts = [schema['title'], schema['description']].filter((text) => typeof text === 'string');
  if (schema['deprecated'] === true) texts.push('@deprecated');
  return texts.length === 0 ? undefined : texts.join('\n');
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function isObjectLike(schema: Schema): boolean {
  return ['properties', 'required', 'additionalProperties', 'patternProperties'].some((keyword) => keyword in schema);
}

function isArrayLike(schema: Schema): boolean {
  return 'items' in schema || 'prefixItems' in schema;
}

/** RFC 6901, section 6: a pointer in a URI fragment. */
function decodePointer(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return part;
  }
}
