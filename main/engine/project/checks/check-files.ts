import type { AlwaysEmits } from '../../../../shared/graph/index.ts';
import type { LoadedProject } from '../project.ts';
import type { ProjectFinding } from './check-code.ts';
import { checkHandlers } from './check-handlers.ts';
import type { CheckMemory } from './check-memory.ts';
import { checkSchemas } from './check-schemas.ts';
import { checkTriggers } from './check-triggers.ts';

/** All that the files of a project say against it, and what its handlers tell about the graph. */
export async function checkFiles(
  project: LoadedProject,
  memory: CheckMemory,
): Promise<{ findings: ProjectFinding[]; alwaysEmits: AlwaysEmits }> {
  const analyzed = await memory.analyze(project.handlers);
  return {
    findings: [
      ...checkHandlers(project, analyzed),
      ...(await checkSchemas(project, memory)),
      ...(await checkTriggers(project)),
    ],
    alwaysEmits: (consumer, topic) => {
      const handler = analyzed.get(consumer.handler);
      if (!handler?.ok) return true;
      return handler.analysis.uses.some(({ use, value, always }) => use === 'emit' && value === topic.name && always);
    },
  };
}
