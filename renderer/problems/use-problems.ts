import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useApp, useOpenProject, useSession, useView } from '../state/app-state.ts';
import { calmSessionOf } from '../canvas/calm-session.ts';
import { sortedProblems, type Problem } from './problem.ts';
import { runProblems } from './run-problems.ts';

/** All that is wrong, of project, code and run, the worst first. */
export function useProblems(): readonly Problem[] {
  const ofProject = useOpenProject(({ diagnostics }) => diagnostics);
  const ofSession = useSession(({ diagnostics }) => diagnostics);
  const ofCode = useView(({ codeProblems }) => codeProblems);
  const statuses = useStore(calmSessionOf(useApp().session), ({ nodes }) => nodes);
  return useMemo(
    () => sortedProblems([...ofProject, ...ofCode, ...ofSession, ...runProblems(statuses)]),
    [ofProject, ofCode, ofSession, statuses],
  );
}
