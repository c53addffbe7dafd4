import { z } from 'zod';

/** Where an export keeps what it was made of; both belong into git. */
export const manifestFile = '.topicraft/export.json';
export const baseFile = '.topicraft/base.json';

const manifestSchema = z.object({
  format: z.literal(1),
  target: z.string(),
  /** SHA-256 in hexadecimal of each text as it was generated, by path: what a person changed is told by it. */
  files: z.record(z.string(), z.string()),
});
const baseSchema = z.object({ format: z.literal(1), files: z.record(z.string(), z.string()) });

/** What was exported last. */
export interface FormerExport {
  readonly target: string;
  /** Hashes by path. */
  readonly hashes: ReadonlyMap<string, string>;
  /** The generated texts themselves, for a merge; of the package topicraft there is none. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads what an export says of itself. Undefined where there is none; `unreadable` where it is there and can't be understood,
 * since then nothing tells a person's changes from ours.
 */
export function readFormerExport(
  manifest: string | undefined,
  base: string | undefined,
): FormerExport | 'unreadable' | undefined {
  if (manifest === undefined) return undefined;
  const parsed = manifestSchema.safeParse(parseJson(manifest));
  if (!parsed.success) return 'unreadable';
  const texts = baseSchema.safeParse(parseJson(base ?? ''));
  const { target, files } = parsed.data;
  return {
    target,
    hashes: new Map(Object.entries(files)),
    texts: new Map(texts.success ? Object.entries(texts.data.files) : []),
  };
}

/** The texts of both files, one entry a line, so that their differences can be read. */
export function writeFormerExport({ target, hashes, texts }: FormerExport): { manifest: string; base: string } {
  return {
    manifest: document({ format: 1, target, files: Object.fromEntries(sorted(hashes)) }),
    base: document({ format: 1, files: Object.fromEntries(sorted(texts)) }),
  };
}

function document(value: object): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}

function sorted(entries: ReadonlyMap<string, string>): [string, string][] {
  return [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
