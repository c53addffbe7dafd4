/**
 * TypeScript in prettier's form. Generated code is put together without care for its shape.
 *
 * @throws SyntaxError where the text is no code, which is a fault of an emitter
 */
export async function formatted(text: string): Promise<string> {
  const [{ format }, babel, estree] = await Promise.all([
    import('prettier/standalone'),
    import('prettier/plugins/babel'),
    import('prettier/plugins/estree'),
  ]);
  return await format(text, { parser: 'babel-ts', plugins: [babel, estree], singleQuote: true, printWidth: 100 });
}

/** A value as code: JSON is nearly that. Names of identifiers in `raw` stand in it as they are. */
export function literal(value: unknown): string {
  // U+2028 and U+2029 end lines in older JavaScript; tools disagree, so they are written as escapes.
  return JSON.stringify(value, undefined, 2).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A name made into an identifier: `order-service` gives `orderService`. `taken` gets it. */
export function identifier(name: string, taken: Set<string>): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word, index) => (index === 0 ? lowered(word) : raised(word))).join('');
  const plain = /^[A-Za-z]/.test(joined) ? joined : `node${raised(joined)}`;
  let free = reservedWords.has(plain) ? `${plain}Handler` : plain;
  for (let count = 2; taken.has(free); count += 1) free = `${plain}${count}`;
  taken.add(free);
  return free;
}

function lowered(word: string): string {
  return word.slice(0, 1).toLowerCase() + word.slice(1);
}

function raised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** Text inside a comment can't end it, nor go over its line. */
export function commentText(text: string): string {
  return text.replaceAll('*/', '*\u200B/').replaceAll(/\s+/g, ' ').trim();
}

const reservedWords = new Set(
  'arguments async await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null of package private protected public return static super switch this throw true try typeof undefined var void while with yield service'.split(
    ' ',
  ),
);
