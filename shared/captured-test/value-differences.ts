export interface ValueDifference {
  /** Beneath the value: `.items[0].price`; empty for the whole of it. */
  readonly path: string;
  readonly expected: string | undefined;
  readonly given: string | undefined;
}

/** Where two JSON values differ, at their leaves; an object's order of keys is no difference. */
export function valueDifferences(expected: unknown, given: unknown, path = ''): ValueDifference[] {
  if (Object.is(expected, given)) return [];
  if (Array.isArray(expected) && Array.isArray(given)) {
    const length = Math.max(expected.length, given.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      partDifferences(expected, given, String(index), `${path}[${index}]`),
    );
  }
  if (isObject(expected) && isObject(given)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(given)]);
    return [...names].flatMap((name) => partDifferences(expected, given, name, `${path}${step(name)}`));
  }
  return [{ path, expected: JSON.stringify(expected), given: JSON.stringify(given) }];
}

function partDifferences(expected: object, given: object, name: string, path: string): ValueDifference[] {
  const one: unknown = Object.hasOwn(expected, name) ? Reflect.get(expected, name) : undefined;
  const other: unknown = Object.hasOwn(given, name) ? Reflect.get(given, name) : undefined;
  return valueDifferences(one, other, path);
}

function step(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
