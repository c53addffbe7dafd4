import { safe } from '@orpc/client';
import { useEffect, useState } from 'react';
import type { ExportedTexts } from '../../shared/contract/index.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';

export type FileTexts =
  | { readonly type: 'reading' }
  | { readonly type: 'read'; readonly path: string; readonly texts: ExportedTexts }
  | { readonly type: 'failed'; readonly reason: string };

/** The texts of a file of a plan. While another one is read, those of the one before stay. */
export function useFileTexts(planId: string, path: string | undefined): FileTexts {
  const { client } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const [texts, setTexts] = useState<FileTexts>({ type: 'reading' });
  useEffect(() => {
    if (path === undefined) return undefined;
    let isHere = true;
    void safe(client.export.readFile({ projectId, planId, path })).then(({ error, data }) => {
      if (!isHere) return;
      setTexts(error ? { type: 'failed', reason: error.message } : { type: 'read', path, texts: data });
    });
    return () => {
      isHere = false;
    };
  }, [client, projectId, planId, path]);
  return texts;
}
