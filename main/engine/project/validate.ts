import { validateGraph } from '../../../shared/graph/index.ts';
import type { ProjectFinding } from './checks/check-code.ts';
import type { LoadedProject } from './project.ts';

/**
 * Everything that is wrong with a project: what loading it found, the graph by itself, and the graph against its
 * handlers, schemas and other files; errors first. Nothing of the project is executed. With an error it does not run.
 */
export async function validateProject(project: LoadedProject): Promise<ProjectFinding[]> {
  // Parser and schema compiler take longer to load than all else of a command; only this needs them.
  const { checkFiles } = await import('./checks/check-files.ts');
  const files = await checkFiles(project);
  const findings = [...project.diagnostics, ...validateGraph(project.graph, files.alwaysEmits), ...files.findings];
  return findings.toSorted((left, right) => severityOrder[left.severity] - severityOrder[right.severity]);
}

const severityOrder = { error: 0, warning: 1, info: 2 };
