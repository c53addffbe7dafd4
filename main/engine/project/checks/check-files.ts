import type { AlwaysEmits } from '../../../../shared/graph/index.ts';
import { analyzeHandler } from '../handlers/index.ts';
import type { LoadedProject } from '../project.ts';
import type { ProjectFinding } from './check-code.ts';
import { checkHandlers, type AnalyzedHandlers } from './check-handlers.ts';
import { checkSchemas } from './check-schemas.ts';
import { checkTriggers } from './check-triggers.ts';

/** All that the files of a project say against it, and what its handlers tell about the graph. */
export async function checkFiles(
  project: LoadedProject,
): Promise<{ findings: ProjectFinding[]; alwaysEmits: AlwaysEmits }> {
  const analyzed: AnalyzedHandlers = new Map(
    [...project.handlers].map(([file, text]) => [file, analyzeHandler(file, text)]),
  );
  return {
    findings: [...checkHandlers(project, analyzed), ...checkSchemas(project), ...(await checkTriggers(project))],
    alwaysEmits: (consumer, topic) => {
      const handler = analyzed.get(consumer.handler);
      if (!handler?.ok) return true;
      return handler.analysis.uses.some(({ use, value, always }) => use === 'emit' && value === topic.name && always);
    },
  };
}
