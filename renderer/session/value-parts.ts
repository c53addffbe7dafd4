export interface ValuePart {
  readonly kind: 'plain' | 'string' | 'number';
  readonly text: string;
}

/** A row shows no more of a value than this many characters; colours beyond would be made for nothing. */
const colouredLength = 400;

/** A string that isn't a key, a number, or a word of JSON's own. The preview may end in the middle of any. */
const literal = /("(?:[^"\\]|\\.)*(?:"(?!\s*:)|$))|("(?:[^"\\]|\\.)*"\s*:)|(-?\b\d[\d.eE+-]*|\b(?:true|false|null)\b)/g;

/** JSON text in parts of one colour each. Together they are the text. */
export function valueParts(text: string): ValuePart[] {
  const head = text.slice(0, colouredLength);
  const parts: ValuePart[] = [];
  let plain = '';
  const put = (kind: 'string' | 'number', literalText: string): void => {
    if (plain !== '') parts.push({ kind: 'plain', text: plain });
    plain = '';
    parts.push({ kind, text: literalText });
  };
  let end = 0;
  for (const { 0: whole, 1: string, 3: number, index } of head.matchAll(literal)) {
    plain += head.slice(end, index);
    end = index + whole.length;
    if (string !== undefined) put('string', string);
    else if (number === undefined) plain += whole;
    else put('number', number);
  }
  plain += text.slice(end);
  if (plain !== '') parts.push({ kind: 'plain', text: plain });
  return parts;
}
