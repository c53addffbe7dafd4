import { toBase64 } from '../../ui/bytes.ts';

/**
 * The page's own faces as style rules that hold the fonts themselves, as many of them as a text needs. A picture that is drawn
 * from an SVG file has no page around it, and without them would be drawn in whatever the system has.
 */
export async function embeddedFaces(text: string): Promise<string> {
  const letters = new Set(Array.from(text, (letter) => letter.codePointAt(0) ?? 0));
  const rules = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? document.baseURI })))
    .flatMap(({ rule, base }) => (rule instanceof CSSFontFaceRule ? [{ rule, base }] : []))
    .filter(({ rule }) => rule.style.getPropertyValue('font-style') !== 'italic')
    .filter(({ rule }) => holdsOneOf(rule.style.getPropertyValue('unicode-range'), letters));
  const embedded = await Promise.all(rules.map(({ rule, base }) => embeddedFace(rule.style, base)));
  return embedded.join('\n');
}

async function embeddedFace(style: CSSStyleDeclaration, base: string): Promise<string> {
  const address = /url\("?([^")]+)"?\)/.exec(style.getPropertyValue('src'))?.[1];
  if (address === undefined) return '';
  const answer = await fetch(new URL(address, base));
  const font = toBase64(new Uint8Array(await answer.arrayBuffer()));
  const said = ['font-family', 'font-weight', 'unicode-range']
    .map((name) => `${name}: ${style.getPropertyValue(name)};`)
    .join(' ');
  return `@font-face { ${said} src: url("data:font/woff2;base64,${font}") format("woff2"); }`;
}

/** Whether one of these letters is in a `unicode-range` as CSS writes it: `U+0-FF, U+131, U+4??`; none is all. */
export function holdsOneOf(range: string, letters: ReadonlySet<number>): boolean {
  if (range.trim() === '') return true;
  const spans = range.split(',').map(spanOf);
  return [...letters].some((letter) => spans.some(([first, last]) => letter >= first && letter <= last));
}

function spanOf(text: string): readonly [number, number] {
  const [first = '', last = first] = text.trim().slice(2).split('-');
  return [Number.parseInt(first.replaceAll('?', '0'), 16), Number.parseInt(last.replaceAll('?', 'F'), 16)];
}
