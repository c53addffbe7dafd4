import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Migration } from './migration.ts';
import { parseDocument, type DocumentFormat } from './parse.ts';

/** A format that has come a way: 1 had a `title`, 2 called it `name`, 3 keeps a list. */
const migrations: readonly Migration[] = [
  {
    from: 1,
    migrate: ({ title, ...rest }) => ({ ...rest, name: title }),
  },
  {
    from: 2,
    migrate: ({ name, ...rest }) => ({ ...rest, names: [name] }),
  },
];
const kind: DocumentFormat<{ format: 3; names: string[] }> = {
  file: 'example.json',
  current: 3,
  schema: z.strictObject({ format: z.literal(3), names: z.array(z.string()) }),
  migrations,
};
const parse = (document: unknown, format = kind) => parseDocument(JSON.stringify(document), format);

describe('an older document', () => {
  it('comes to the current format step by step', () => {
    const document = { format: 3, names: ['shop'] };
    expect(parse({ format: 1, title: 'shop' })).toEqual({ ok: true, document, migratedFrom: 1 });
    expect(parse({ format: 2, name: 'shop' })).toEqual({ ok: true, document, migratedFrom: 2 });
    expect(parse(document)).toEqual({ ok: true, document });
  });

  it('is refused where it is wrong after the way, without a line that would point into other text', () => {
    const parsed = parse({ format: 1, title: 7 });
    expect(parsed).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'document-invalid', place: { file: 'example.json', field: 'names.0' } }],
    });
    expect(parsed.ok ? {} : parsed.diagnostics[0]?.place).not.toHaveProperty('line');
  });

  it('is refused where a step is missing', () => {
    const parsed = parse({ format: 1, title: 'shop' }, { ...kind, migrations: migrations.slice(1) });
    expect(parsed).toMatchObject({ ok: false, diagnostics: [{ code: 'format-unknown' }] });
  });

  it('is not altered by its migration', () => {
    const document = Object.freeze({ format: 1, title: 'shop' });
    expect(migrations[0]?.migrate(document)).toEqual({ format: 1, name: 'shop' });
    expect(document).toEqual({ format: 1, title: 'shop' });
  });
});

describe('a newer document', () => {
  it('is refused and says what to do', () => {
    expect(parse({ format: 4, anything: true })).toEqual({
      ok: false,
      diagnostics: [
        {
          code: 'format-newer',
          severity: 'error',
          message: 'example.json has format 4, and this version of Topicraft reads up to format 3.',
          place: { file: 'example.json', line: 1, column: 11 },
          remedy: 'Open the project with a newer version of Topicraft; nothing was changed.',
        },
      ],
    });
  });
});
