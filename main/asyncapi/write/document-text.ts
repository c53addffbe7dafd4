import { stringify } from 'yaml';
import type { AsyncapiDocument } from './asyncapi-of-graph.ts';

/** What a document is written as. */
export const documentForms = ['yaml', 'json'] as const;
export type DocumentForm = (typeof documentForms)[number];

/** YAML is written so that readers of YAML 1.1 understand the same. */
export function documentText({ document }: Pick<AsyncapiDocument, 'document'>, form: DocumentForm): string {
  if (form === 'json') return `${JSON.stringify(document, undefined, 2)}\n`;
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });
}
