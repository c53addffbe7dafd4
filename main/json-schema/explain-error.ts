import type { ErrorObject } from 'ajv';

export interface ValueProblem {
  /** A JSON Pointer (RFC 6901) into the value; empty for the value itself. */
  pointer: string;
  /** A sentence without a full stop: `/status is "lost" and should be one of "paid", "declined"`. */
  message: string;
}

/** An error of ajv in plain words. Values are shortened: messages end in headers and logs. */
export function explainError(error: ErrorObject, what: 'value' | 'schema'): ValueProblem {
  const pointer = error.instancePath;
  const subject = pointer === '' ? `The ${what}` : pointer;
  return { pointer, message: `${subject} ${describe(error)}` };
}

function describe(error: ErrorObject): string {
  const parameters = error.params as Record<string, unknown>;
  const is = `is ${shown(error.data)}`;
  switch (error.keyword) {
    case 'type':
      return `is ${typeName(error.data)} and should be ${list([parameters['type']].flat().map((type) => article(String(type))))}`;
    case 'required':
      return `lacks ${shown(parameters['missingProperty'])}`;
    case 'additionalProperties':
      return `has ${shown(parameters['additionalProperty'])}, which the schema does not know`;
    case 'unevaluatedProperties':
      return `has ${shown(parameters['unevaluatedProperty'])}, which the schema does not know`;
    case 'enum':
      return `${is} and should be ${list(values(parameters['allowedValues']))}`;
    case 'const':
      return `${is} and should be ${shown(parameters['allowedValue'])}`;
    case 'format':
      return `${is} and should be a valid ${String(parameters['format'])}`;
    case 'pattern':
      return `${is} and should match ${String(parameters['pattern'])}`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `${is} and should be ${String(parameters['comparison'])} ${String(parameters['limit'])}`;
    case 'multipleOf':
      return `${is} and should be a multiple of ${String(parameters['multipleOf'])}`;
    case 'minLength':
      return `should have at least ${String(parameters['limit'])} characters`;
    case 'maxLength':
      return `should have at most ${String(parameters['limit'])} characters`;
    case 'minItems':
      return `should have at least ${String(parameters['limit'])} items`;
    case 'maxItems':
      return `should have at most ${String(parameters['limit'])} items`;
    case 'uniqueItems':
      return `has the same item at ${String(parameters['j'])} and ${String(parameters['i'])}`;
    case 'anyOf':
      return 'matches none of the alternatives';
    case 'oneOf':
      return parameters['passingSchemas']
        ? 'matches more than one of the alternatives'
        : 'matches none of the alternatives';
    case 'not':
      return 'is what the schema rules out';
    case 'false schema':
      return 'may not be there';
    default:
      return error.message ?? `fails ${error.keyword}`;
  }
}

function values(allowed: unknown): string[] {
  return Array.isArray(allowed) ? allowed.slice(0, 20).map(shown) : [];
}

function list(items: readonly string[]): string {
  return items.length === 1 ? (items[0] ?? '') : `one of ${items.join(', ')}`;
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return typeName(value);
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return article(Array.isArray(value) ? 'array' : typeof value);
}

function article(type: string): string {
  if (type === 'null') return 'null';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
