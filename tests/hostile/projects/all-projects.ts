import { codeProjects } from './code.ts';
import { fileProjects } from './files.ts';
import type { HostileProject } from './hostile-project.ts';
import { linkProjects, pathProjects } from './paths.ts';
import { jsonProjects, sizeProjects } from './texts.ts';

export const hostileProjects: readonly HostileProject[] = [
  ...pathProjects,
  ...linkProjects,
  ...fileProjects,
  ...jsonProjects,
  ...sizeProjects,
  ...codeProjects,
];
