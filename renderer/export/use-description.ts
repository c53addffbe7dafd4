import { safe } from '@orpc/client';
import { useEffect, useState } from 'react';
import type { ContractOutputs } from '../../shared/contract/index.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';

/** What the project is told in: one text, and what kind of file it becomes. */
export type DescriptionForm = 'asyncapi-yaml' | 'asyncapi-json' | 'mermaid';

export type Description =
  | { readonly type: 'reading' }
  | { readonly type: 'failed'; readonly reason: string }
  | ({ readonly type: 'read'; readonly form: DescriptionForm } & ContractOutputs['exchange']['mermaid']);

/** The project as it stands, in another form; again whenever it changes. */
export function useDescription(form: DescriptionForm): Description {
  const { client, project } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const graph = useOpenProject(({ document }) => document.graph);
  const schemas = useOpenProject((open) => open.schemas);
  const [description, setDescription] = useState<Description>({ type: 'reading' });
  useEffect(() => {
    let isHere = true;
    const read = async (): Promise<void> => {
      await project.settled();
      const { error, data } = await safe(
        form === 'mermaid'
          ? client.exchange.mermaid({ projectId })
          : client.exchange.asyncapi({ projectId, form: form === 'asyncapi-json' ? 'json' : 'yaml' }),
      );
      if (!isHere) return;
      setDescription(error ? { type: 'failed', reason: error.message } : { type: 'read', form, ...data });
    };
    void read();
    return () => {
      isHere = false;
    };
    // The engine has what the text is made of; here it says when to ask again.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [client, project, projectId, form, graph, schemas]);
  return description;
}
