import { validateGraph } from '../../../shared/graph/index.ts';
import type { ProjectFinding } from './checks/check-code.ts';
import type { CheckMemory } from './checks/check-memory.ts';
import type { LoadedProject } from './project.ts';

/**
 * Everything that is wrong with a project: what loading it found, the graph by itself, and the graph against its
 * handlers, schemas and other files; errors first. Nothing of the project is executed. With an error it does not run.
 */
export async function validateProject(project: LoadedProject): Promise<ProjectFinding[]> {
  return await new ProjectValidator().validate(project);
}

/** Validates a project again and again while it is edited: what it found out about unchanged files it remembers. */
export class ProjectValidator {
  private memory: CheckMemory | undefined;

  async validate(project: LoadedProject): Promise<ProjectFinding[]> {
    // Parser and schema compiler take longer to load than all else of a command; only this needs them.
    const [{ checkFiles }, { CheckMemory: Memory }] = await Promise.all([
      import('./checks/check-files.ts'),
      import('./checks/check-memory.ts'),
    ]);
    this.memory ??= new Memory();
    const files = await checkFiles(project, this.memory);
    const findings = [...project.diagnostics, ...validateGraph(project.graph, files.alwaysEmits), ...files.findings];
    return findings.toSorted((left, right) => severityOrder[left.severity] - severityOrder[right.severity]);
  }
}

const severityOrder = { error: 0, warning: 1, info: 2 };
