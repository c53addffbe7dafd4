/** How wide a text is, in pixels, in a face as CSS names it: `600 12px Inter`. */
export type MeasureText = (text: string, font: string) => number;

/** Longer ones are cut before they are measured. */
const mostMeasured = 500;

/** XML has no place for these, not even escaped (XML 1.0, 2.2): a file with one of them opens nowhere. */
// oxlint-disable-next-line no-control-regex
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export function xmlText(text: string): string {
  return text.toWellFormed().replaceAll(notInXml, '\ufffd');
}

/** As much of a text as there is room for, with a sign that it goes on. */
export function fitText(text: string, width: number, font: string, measure: MeasureText): string {
  const letters = lettersOf(xmlText(text.slice(0, mostMeasured)));
  const whole = letters.join('');
  if (text.length <= mostMeasured && measure(whole, font) <= width) return whole;
  let fits = 0;
  let tooMany = letters.length + 1;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (measure(`${letters.slice(0, middle).join('')}…`, font) <= width) fits = middle;
    else tooMany = middle;
  }
  return `${letters.slice(0, fits).join('').trimEnd()}…`;
}

const segmenter = new Intl.Segmenter();

/** What a person takes for a letter, which may be many characters. */
function lettersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** A text in lines, broken between words, within words that are too long, and where it says so itself; the last is cut. */
export function wrapText(text: string, width: number, mostLines: number, font: string, measure: MeasureText): string[] {
  const lines: string[] = [];
  for (const paragraph of text.slice(0, mostLines * mostMeasured).split('\n')) {
    let line = '';
    for (const word of paragraph.split(/(?<=\s)/)) {
      if (measure((line + word).trimEnd(), font) <= width) {
        line += word;
        continue;
      }
      if (line !== '') lines.push(line.trimEnd());
      line = word;
      while (lines.length < mostLines && measure(line.trimEnd(), font) > width) {
        const head = headThatFits(line, width, font, measure);
        lines.push(head);
        line = line.slice(head.length);
      }
    }
    lines.push(line.trimEnd());
    if (lines.length > mostLines) break;
  }
  const shown = lines.slice(0, mostLines).map(xmlText);
  const last = shown.at(-1);
  if (lines.length > mostLines && last !== undefined) {
    shown[shown.length - 1] = fitText(`${last}…`, width, font, measure).replace(/…+$/, '…');
  }
  return shown;
}

/** At least a letter of it, or a line would never come to its end. */
function headThatFits(text: string, width: number, font: string, measure: MeasureText): string {
  let head = '';
  for (const letter of lettersOf(text)) {
    if (head !== '' && measure(head + letter, font) > width) break;
    head += letter;
  }
  return head;
}

/** By the browser's own faces. */
export function measureByCanvas(): MeasureText {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) throw new Error('This browser measures no text.');
  return (text, font) => {
    context.font = font;
    return context.measureText(text).width;
  };
}
