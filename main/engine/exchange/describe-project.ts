import type { Graph, Unsaid } from '../../../shared/graph/index.ts';
import { asyncapiOfGraph, documentText } from '../../asyncapi/index.ts';
import { drawMermaid } from '../../export/index.ts';

/** What a project can be described in, in one text. */
export const descriptionForms = ['asyncapi-yaml', 'asyncapi-json', 'mermaid'] as const;
export type DescriptionForm = (typeof descriptionForms)[number];

export interface DescribedProject {
  readonly text: string;
  /** What of the project the text doesn't say. */
  readonly unsaid: readonly Unsaid[];
}

/** The text and what it leaves out. Takes any project, finished or not. */
export function describeProject(
  { graph, schemas }: { readonly graph: Graph; readonly schemas: ReadonlyMap<string, unknown> },
  form: DescriptionForm,
): DescribedProject {
  if (form === 'mermaid') return drawMermaid(graph);
  const document = asyncapiOfGraph(graph, schemas);
  const text = documentText(document, form === 'asyncapi-json' ? 'json' : 'yaml');
  return { text, unsaid: document.unsaid };
}
