/** Pieces of TypeScript made from names and texts that may hold anything: nothing here lets a name become code. */

export function literal(value: string | number | boolean | null): string {
  return typeof value === 'number' && !Number.isFinite(value) ? 'number' : JSON.stringify(value);
}

export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** `type | type` without repetition; `never` of nothing. */
export function union(types: readonly string[]): string {
  const distinct = [...new Set(types)].filter((type) => type !== 'never');
  if (distinct.includes('unknown')) return 'unknown';
  if (distinct.length === 0) return 'never';
  return distinct.length === 1 ? (distinct[0] ?? 'never') : distinct.map(inParentheses).join(' | ');
}

export function intersection(types: readonly string[]): string {
  const distinct = [...new Set(types)].filter((type) => type !== 'unknown');
  if (distinct.length === 0) return 'unknown';
  return distinct.length === 1 ? (distinct[0] ?? 'unknown') : distinct.map(inParentheses).join(' & ');
}

export function arrayOf(type: string): string {
  return `${inParentheses(type)}[]`;
}

/** A name that TypeScript takes, in the manner of types: `order-lines` gives `OrderLines`. */
export function typeName(text: string): string {
  const words = text.match(/[A-Za-z0-9]+/g) ?? [];
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(name) ? name : `T${name}`;
}

/** A doc comment, or nothing. A text cannot close the comment that it stands in. */
export function docComment(text: string | undefined, indent: string): string {
  const lines = (text ?? '')
    .replaceAll('*/', '*\\/')
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.trim());
  if (lines.every((line) => line === '')) return '';
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

export function indented(text: string, indent: string): string {
  return text.replaceAll(/\n(?!\n|$)/g, `\n${indent}`);
}

function inParentheses(type: string): string {
  return /^[\w$.]+(\[\])*$/.test(type) || /^"[^"\\]*"$/.test(type) || /^\{[^{}]*\}$/.test(type) ? type : `(${type})`;
}
