import { useMemo } from 'react';
import type { NodeStatus } from '../../shared/contract/index.ts';
import { useCalmSession } from '../canvas/calm-session.ts';
import { useOpenProject, useSession, useView } from '../state/app-state.ts';
import { sortedProblems, type Problem } from './problem.ts';
import { runProblems } from './run-problems.ts';

/** All that is wrong, of project, code and run, the worst first. */
export function useProblems(): readonly Problem[] {
  const ofProject = useOpenProject(({ diagnostics }) => diagnostics);
  const ofSession = useSession(({ diagnostics }) => diagnostics);
  const ofCode = useView(({ codeProblems }) => codeProblems);
  const ofRun = useCalmSession(({ nodes }) => runProblemsOf(nodes));
  return useMemo(
    () => sortedProblems([...ofProject, ...ofCode, ...ofSession, ...ofRun]),
    [ofProject, ofCode, ofSession, ofRun],
  );
}

const none: readonly Problem[] = [];
const known = new WeakMap<object, readonly Problem[]>();

/** Looked for once a frame, whoever shows them; where there are none it is the same as before. */
function runProblemsOf(nodes: Readonly<Record<string, NodeStatus>>): readonly Problem[] {
  const former = known.get(nodes);
  if (former) return former;
  const found = runProblems(nodes);
  const problems = found.length === 0 ? none : found;
  known.set(nodes, problems);
  return problems;
}
