import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../../../tests/support/project-folder.ts';
import { readNpmSettings } from './npm-settings.ts';

describe('the settings of npm', () => {
  it('are where packages come from, and who one is there, and nothing else', async () => {
    const folder = await folderWith({
      '.npmrc': `; mine
registry = https://npm.example/
@shop:registry=https://shop.example/
//shop.example/:_authToken="\${TOKEN}"
script-shell=/bin/evil
ignore-scripts=false
strict-ssl=false
`,
    });
    const file = path.join(folder, '.npmrc');
    expect(await readNpmSettings({ TOKEN: 'secret' }, file)).toEqual({
      registry: 'https://npm.example/',
      '@shop:registry': 'https://shop.example/',
      '//shop.example/:_authToken': 'secret',
      strictSSL: false,
    });
    expect(await readNpmSettings({ npm_config_registry: 'https://other.example/' }, file)).toMatchObject({
      registry: 'https://other.example/',
    });
  });

  it('are none where there is no file', async () => {
    expect(await readNpmSettings({}, '/nowhere/.npmrc')).toEqual({});
  });
});
