import { ExternalLink } from 'lucide-react';
import type { Node } from '../../shared/graph/index.ts';
import { useApp, useGraph } from '../state/app-state.ts';
import { IconButton } from '../ui/button.tsx';
import { FieldRow, Select, TextInput } from '../ui/field.tsx';
import { DraftInput } from './draft-input.tsx';
import styles from './form.module.css';
import { useNodeEdit } from './use-node-edit.ts';

/** What every node has: its name, and with handlers their service and file. */
export function NodeHead({ node }: { node: Node }) {
  const { project, view } = useApp();
  const { problemOf } = useNodeEdit(node);
  const rename = async (name: string): Promise<string | undefined> => {
    const outcome = await project.rename(node.id, name);
    return outcome.ok ? undefined : `${outcome.problem.message} ${outcome.problem.remedy}`;
  };
  return (
    <>
      <DraftInput label="Name" commits="done" value={node.name} onCommit={rename} problem={problemOf('name')} />
      {(node.kind === 'producer' || node.kind === 'consumer') && (
        <>
          <ServiceSelect nodeId={node.id} service={node.service} />
          <FieldRow label="Handler" problem={problemOf('handler')}>
            {(ids) => (
              <span className={styles.beside}>
                <TextInput {...ids} mono readOnly value={node.handler} />
                <IconButton
                  icon={ExternalLink}
                  label={`Open ${node.handler}`}
                  stroke="Enter"
                  onClick={() => view.openFile(node.handler)}
                />
              </span>
            )}
          </FieldRow>
        </>
      )}
    </>
  );
}

const noService = '';

function ServiceSelect({ nodeId, service }: { nodeId: string; service: string | undefined }) {
  const { project } = useApp();
  const services = useGraph().services;
  return (
    <FieldRow label="Service">
      {(ids) => (
        <Select
          {...ids}
          value={service ?? noService}
          onChange={(chosen) =>
            project.execute(
              { type: 'assign-service', nodes: [nodeId], service: chosen === noService ? null : chosen },
              { label: 'change of service' },
            )
          }
          options={[
            { value: noService, label: 'None: by itself' },
            ...services.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
    </FieldRow>
  );
}
