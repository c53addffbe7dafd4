import type { ProjectDocument } from '../../../shared/graph/index.ts';
import type { LoadedProject } from '../project/index.ts';

/** All that can be edited in a project, as it stands in memory. Never altered in place. */
export interface WorkingDocument extends ProjectDocument {
  /** JSON text by path, whether it parses or not. */
  readonly schemas: ReadonlyMap<string, string>;
  readonly tests: ReadonlyMap<string, string>;
  readonly packageJson?: string | undefined;
}

export function documentOf(project: LoadedProject): WorkingDocument {
  const { graph, layout, handlers, texts } = project;
  const textsIn = (directory: string) => new Map([...texts].filter(([file]) => file.startsWith(directory)));
  return {
    graph,
    layout,
    handlers,
    schemas: textsIn('schemas/'),
    tests: textsIn('tests/'),
    packageJson: texts.get('package.json'),
  };
}
