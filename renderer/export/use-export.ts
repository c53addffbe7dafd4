import { isDefinedError, safe } from '@orpc/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import type {
  ContractOutputs,
  DiagnosticMessage,
  ExportFileChoice,
  ExportPlanMessage,
} from '../../shared/contract/index.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';
import type { Choices } from './file-words.ts';

export type ExportResult = ContractOutputs['export']['perform'];

export type ExportPhase =
  /** Project and folder are being compared. */
  | { readonly type: 'looking' }
  | { readonly type: 'refused'; readonly problems: readonly DiagnosticMessage[] }
  | { readonly type: 'planned'; readonly plan: ExportPlanMessage }
  | { readonly type: 'writing'; readonly plan: ExportPlanMessage }
  | { readonly type: 'done'; readonly result: ExportResult; readonly isFirst: boolean };

export interface ProjectExport {
  /** Undefined until it is known where the project was exported to last. */
  readonly folder: string | undefined;
  readonly phase: ExportPhase;
  readonly choices: Choices;
  /** Why what was asked for last didn't come about. */
  readonly notice: string | undefined;
  readonly look: (folder: string) => void;
  readonly choose: (choices: Iterable<readonly [string, ExportFileChoice]>) => void;
  readonly perform: () => void;
}

/** An export from its preview to its result; begins to look as soon as it is there, and again when the project changes. */
export function useProjectExport(): ProjectExport {
  const { client, project } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const [folder, setFolder] = useState<string>();
  const [phase, setPhase] = useState<ExportPhase>({ type: 'looking' });
  const [choices, setChoices] = useState<Choices>(new Map());
  const [notice, setNotice] = useState<string>();
  /** Counts what was asked for: an answer to an earlier question is no longer wanted. */
  const turn = useRef(0);

  const lookAt = useCallback(
    async (wanted: string, reason?: string): Promise<void> => {
      const mine = (turn.current += 1);
      setFolder(wanted);
      setNotice(reason);
      setPhase({ type: 'looking' });
      await project.settled();
      const { error, data } = await safe(
        client.export.prepare({ projectId, target: 'typescript-kafkajs', folder: wanted }),
      );
      if (mine !== turn.current) return;
      if (error) return setPhase({ type: 'refused', problems: [problemOf(error)] });
      if (!data.ok) return setPhase({ type: 'refused', problems: data.diagnostics });
      setFolder(data.plan.folder);
      setPhase({ type: 'planned', plan: data.plan });
    },
    [client, project, projectId],
  );

  useEffect(() => {
    let isHere = true;
    client.export.suggestFolder({ projectId }).then(
      (suggested) => isHere && void lookAt(suggested.folder),
      (error: Error) => isHere && setPhase({ type: 'refused', problems: [problemOf(error)] }),
    );
    return () => {
      isHere = false;
      turn.current += 1;
    };
  }, [client, projectId, lookAt]);

  useLookAgain(() => {
    if (folder !== undefined && (phase.type === 'planned' || phase.type === 'refused')) void lookAt(folder);
  });

  const perform = async (): Promise<void> => {
    if (phase.type !== 'planned') return;
    const { plan } = phase;
    const mine = (turn.current += 1);
    setNotice(undefined);
    setPhase({ type: 'writing', plan });
    const { error, data } = await safe(
      client.export.perform({ projectId, planId: plan.planId, choices: Object.fromEntries(choices) }),
    );
    if (mine !== turn.current) return;
    if (!error) {
      const isFirst = plan.files.every(({ state }) => state === 'new');
      return setPhase({ type: 'done', result: data, isFirst });
    }
    // The folder isn't what was shown, so what is there now is shown; what was chosen stays chosen.
    const words = isDefinedError(error) && error.code === 'FOLDER_CHANGED' ? ' This is how it is now.' : '';
    await lookAt(plan.folder, `${error.message}${words}`);
  };

  return {
    folder,
    phase,
    choices,
    notice,
    look: (wanted) => void lookAt(wanted),
    choose: (chosen) => setChoices(new Map([...choices, ...chosen])),
    perform: () => void perform(),
  };
}

/** Calls when another window, or the disk, has changed what is exported. */
function useLookAgain(look: () => void): void {
  const graph = useOpenProject(({ document }) => document.graph);
  const handlers = useOpenProject(({ document }) => document.handlers);
  const schemas = useOpenProject((open) => open.schemas);
  const tests = useOpenProject((open) => open.tests);
  const packageJson = useOpenProject((open) => open.packageJson);
  const newest = useRef(look);
  const seen = useRef<readonly unknown[]>(undefined);
  useEffect(() => {
    newest.current = look;
  });
  useEffect(() => {
    const now = [graph, handlers, schemas, tests, packageJson];
    const former = seen.current;
    seen.current = now;
    if (former && now.some((part, index) => part !== former[index])) newest.current();
  }, [graph, handlers, schemas, tests, packageJson]);
}

function problemOf(error: Error): DiagnosticMessage {
  return { code: 'fault', severity: 'error', message: error.message, place: {}, remedy: '' };
}
