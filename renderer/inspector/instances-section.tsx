import { RotateCcw } from 'lucide-react';
import type { InstanceStatus } from '../../shared/contract/index.ts';
import type { Consumer } from '../../shared/graph/index.ts';
import { useApp, useGraph, useNodeStatus, useOpenProject } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import styles from './form.module.css';
import { Section } from './section.tsx';

/** Which instance has which partitions, as the group has them now. */
export function InstancesSection({ node }: { node: Consumer }) {
  const { client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const status = useNodeStatus(node.id);
  const topics = useGraph().nodes.filter(({ kind }) => kind === 'topic');
  if (status?.kind !== 'consumer' || status.instances.length === 0) return null;
  const nameOf = (id: string): string => topics.find((topic) => topic.id === id)?.name ?? id;
  const several = new Set(status.instances.flatMap(({ assignment }) => assignment.map(({ topic }) => topic))).size > 1;
  const idle = status.instances.filter(({ state }) => state === 'idle').length;
  return (
    <Section title="Assignment" note={status.generation === undefined ? '' : `generation ${status.generation}`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Instance</th>
            <th scope="col">Partitions</th>
          </tr>
        </thead>
        <tbody>
          {status.instances.map((instance) => (
            <tr key={instance.instance} title={instance.memberId}>
              <td>{instance.instance + 1}</td>
              <td>{assignmentText(instance, several, nameOf)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {idle > 0 && (
        <p className={styles.warning}>
          {idle === 1 ? '1 instance is idle' : `${idle} instances are idle`}: there are more instances than partitions.
        </p>
      )}
      {status.stoppedPartitions.map(({ topic, partition, offset }) => (
        <div key={`${topic} ${partition}`} className={styles.beside}>
          <span className={styles.problem}>
            {nameOf(topic)} {partition} stands still at {offset}
          </span>
          <Button
            icon={RotateCcw}
            onClick={() => {
              client.session
                .restartPartition({ projectId, consumer: node.id, topic, partition })
                .catch((error: Error) => view.tell('error', error.message));
            }}
          >
            Try again
          </Button>
        </div>
      ))}
    </Section>
  );
}

function assignmentText(
  { state, assignment }: InstanceStatus,
  several: boolean,
  nameOf: (id: string) => string,
): string {
  if (state === 'joining' || state === 'restarting' || state === 'stopped') return state;
  const parts = assignment
    .filter(({ partitions }) => partitions.length > 0)
    .map(({ topic, partitions }) => `${several ? `${nameOf(topic)} ` : ''}${partitions.join(', ')}`);
  return parts.length === 0 ? 'idle' : parts.join(' · ');
}
