import { z } from 'zod';
import type { LoadedProject } from '../project/index.ts';
import { readProjectFile } from '../project/read-file.ts';

const mostSettingsBytes = 64 * 1024;

/** What a project may say of its style. Whatever would load code (plugins, parsers) isn't among it. */
const styleSchema = z
  .object({
    printWidth: z.int().min(20).max(500),
    tabWidth: z.int().min(0).max(16),
    useTabs: z.boolean(),
    semi: z.boolean(),
    singleQuote: z.boolean(),
    quoteProps: z.enum(['as-needed', 'consistent', 'preserve']),
    trailingComma: z.enum(['all', 'es5', 'none']),
    bracketSpacing: z.boolean(),
    bracketSameLine: z.boolean(),
    objectWrap: z.enum(['preserve', 'collapse']),
    arrowParens: z.enum(['always', 'avoid']),
    endOfLine: z.enum(['lf', 'crlf', 'cr', 'auto']),
  })
  .partial();
type Style = z.infer<typeof styleSchema>;

/** As the templates are written. */
const defaultStyle: Style = { singleQuote: true, printWidth: 100 };

const parserOf: Readonly<Record<string, string>> = {
  ts: 'babel-ts',
  mts: 'babel-ts',
  cts: 'babel-ts',
  tsx: 'babel-ts',
  js: 'babel',
  mjs: 'babel',
  cjs: 'babel',
  jsx: 'babel',
  json: 'json',
};

/**
 * A file's text in prettier's form, undefined where it can't be read as code. The project's own style counts where it is written in
 * JSON (.prettierrc, .prettierrc.json, or package.json); nothing of the project is executed.
 */
export async function formatCode(project: LoadedProject, file: string, text: string): Promise<string | undefined> {
  const parser = parserOf[/\.([a-z]+)$/.exec(file)?.[1] ?? ''];
  if (parser === undefined) return undefined;
  const style = await readStyle(project);
  const [{ format }, babel, estree] = await Promise.all([
    import('prettier/standalone'),
    import('prettier/plugins/babel'),
    import('prettier/plugins/estree'),
  ]);
  // What it throws says where the text is no code; so does the editor, and better.
  return await format(text, { ...style, parser, plugins: [babel, estree] }).catch(() => undefined);
}

async function readStyle({ folder, packageJson }: LoadedProject): Promise<Style> {
  for (const file of ['.prettierrc', '.prettierrc.json']) {
    const read = await readProjectFile(folder, file, mostSettingsBytes);
    const style = read.status === 'read' ? parseStyle(read.text) : undefined;
    if (style) return style;
  }
  const style = styleSchema.safeParse(packageJson?.['prettier']);
  return style.success ? known(style.data) : defaultStyle;
}

function parseStyle(text: string): Style | undefined {
  try {
    const style = styleSchema.safeParse(JSON.parse(text));
    return style.success ? known(style.data) : undefined;
  } catch {
    // YAML and code are prettier's to read, and not ours.
    return undefined;
  }
}

function known(style: Style): Style {
  return Object.fromEntries(Object.entries(style).filter(([, value]) => value !== undefined));
}
