import { conf, language } from 'monaco-editor/languages/definitions/typescript/typescript.js';
import { monaco } from './monaco-setup.ts';

/** TypeScript and JSON in colours only: as `typescript` a text that is only looked at would be checked along with the handlers. */
const sourceLanguage = 'topicraft-preview';

monaco.languages.register({ id: sourceLanguage });
monaco.languages.setMonarchTokensProvider(sourceLanguage, language);
monaco.languages.setLanguageConfiguration(sourceLanguage, conf);

const byExtension: Record<string, string> = {
  ts: sourceLanguage,
  mjs: sourceLanguage,
  js: sourceLanguage,
  json: sourceLanguage,
  yaml: 'yaml',
  yml: 'yaml',
  md: 'markdown',
};

/** The language in which a file is coloured, by its name. */
export function previewLanguage(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'Dockerfile') return 'dockerfile';
  if (name.startsWith('.env')) return 'ini';
  return byExtension[name.slice(name.lastIndexOf('.') + 1)] ?? 'plaintext';
}
