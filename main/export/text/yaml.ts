import { stringify } from 'yaml';

/** YAML documents, a comment line above the first. */
export function yamlText(comment: string, ...documents: readonly unknown[]): string {
  const texts = documents.map((document) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }));
  return `${comment
    .split('\n')
    .map((line) => `# ${line}`)
    .join('\n')}\n${texts.join('---\n')}`;
}
