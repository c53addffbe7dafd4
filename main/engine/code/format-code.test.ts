import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../tests/support/graph-builder.ts';
import { projectWith } from '../../../tests/support/project-folder.ts';
import { loadProject, type LoadedProject } from '../project/index.ts';
import { formatCode } from './format-code.ts';

async function projectOf(files: Record<string, string> = {}): Promise<LoadedProject> {
  const load = await loadProject(await projectWith(graphOf([]), files));
  if (!load.ok) throw new Error('no project');
  return load.project;
}

const untidy = 'const a:string="x"\nexport default (b)=>{return a+b}';

describe('formatting', () => {
  it('gives TypeScript and JSON the usual form', async () => {
    const project = await projectOf();
    expect(await formatCode(project, 'handlers/a.ts', untidy)).toBe(
      "const a: string = 'x';\nexport default (b) => {\n  return a + b;\n};\n",
    );
    expect(await formatCode(project, 'schemas/a.json', '{"a":[1,2]}')).toBe('{ "a": [1, 2] }\n');
  });

  it.each(['.prettierrc', '.prettierrc.json'])('follows the style in %s', async (file) => {
    const project = await projectOf({ [file]: '{ "semi": false, "tabWidth": 4, "plugins": ["./evil.js"] }' });
    expect(await formatCode(project, 'handlers/a.ts', untidy)).toBe(
      'const a: string = "x"\nexport default (b) => {\n    return a + b\n}\n',
    );
  });

  it('follows the style in package.json, and no style that would be executed', async () => {
    const project = await projectOf({
      'package.json': '{ "prettier": { "singleQuote": false } }',
      '.prettierrc': 'semi: false',
      'prettier.config.js': 'throw new Error("executed")',
    });
    expect(await formatCode(project, 'handlers/a.ts', "a('x')")).toBe('a("x");\n');
  });

  it('has no form for what is no code', async () => {
    const project = await projectOf();
    expect(await formatCode(project, 'handlers/a.ts', 'const = (')).toBeUndefined();
    expect(await formatCode(project, 'handlers/a.py', 'x = 1')).toBeUndefined();
  });
});
