import type { RecordPreview } from '../../../shared/contract/index.ts';

export type PayloadForm = RecordPreview['valueForm'];

/** Up to this size all bytes are looked at; of a larger payload only its two ends. */
const wholeLookBytes = 64 * 1024;
const headLookBytes = 4096;
/** UTF-8 takes four bytes a character at most. */
const mostBytesOfCharacter = 4;
const hexCharactersOfByte = 2;

/** What bytes are, as far as one can tell: text where they are UTF-8 without control characters, JSON where that parses. */
export function payloadForm(bytes: Uint8Array | null): PayloadForm {
  if (bytes === null) return 'null';
  if (bytes.byteLength > wholeLookBytes) return formOfEnds(bytes);
  const text = decodeText(bytes, true);
  if (text === undefined) return 'bytes';
  return isJson(text) ? 'json' : 'text';
}

/** The beginning of bytes as people read them: text, or hexadecimal digits. No more is decoded than is given. */
export function payloadText(bytes: Uint8Array, form: PayloadForm, mostCharacters: number): string {
  if (form === 'bytes') return hexOf(bytes.subarray(0, Math.floor(mostCharacters / hexCharactersOfByte)));
  const head = bytes.subarray(0, mostCharacters * mostBytesOfCharacter);
  const text = decodeText(head, head.byteLength === bytes.byteLength) ?? hexOf(head);
  return cutText(text, mostCharacters);
}

/** As `payloadText`, of bytes whose form nobody has looked at; a long text is text by its beginning. */
export function shortText(bytes: Uint8Array, mostCharacters: number): string {
  const head = bytes.subarray(0, mostCharacters * mostBytesOfCharacter);
  const isText = decodeText(head, head.byteLength === bytes.byteLength) !== undefined;
  return payloadText(bytes, isText ? 'text' : 'bytes', mostCharacters);
}

/** A value of megabytes isn't parsed to be shown: it is JSON where it begins and ends as an object or array does. */
function formOfEnds(bytes: Uint8Array): PayloadForm {
  const head = decodeText(bytes.subarray(0, headLookBytes), false);
  if (head === undefined) return 'bytes';
  const first = head.trimStart()[0];
  const last = Buffer.from(bytes.subarray(-headLookBytes)).toString('latin1').trimEnd().at(-1);
  return (first === '{' && last === '}') || (first === '[' && last === ']') ? 'json' : 'text';
}

const wholeText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined where it is no text. With `isWhole` false the last character may be cut. */
export function decodeText(bytes: Uint8Array, isWhole: boolean): string | undefined {
  let text: string;
  try {
    // One that is told that more comes keeps what is cut for the next call, and so serves only once.
    text = isWhole
      ? wholeText.decode(bytes)
      : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
  return hasControlCharacters(text) ? undefined : text;
}

function hasControlCharacters(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Never in the middle of a pair of surrogates. */
function cutText(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text;
  const isHalf = /[\uD800-\uDBFF]/.test(text[mostCharacters - 1] ?? '');
  return text.slice(0, isHalf ? mostCharacters - 1 : mostCharacters);
}
