import { Pause, Play, UploadCloud } from 'lucide-react';
import type { Consumer, Producer } from '../../shared/graph/index.ts';
import { useApp, useNodeStatus, useOpenProject, useSession } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { latencyText, rateText } from '../ui/number-text.ts';
import styles from './form.module.css';
import { Section } from './section.tsx';

/** How a node runs at the moment, and its own stop and start. */
export function NodeRunSection({ node }: { node: Producer | Consumer }) {
  const { client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const isRunning = useSession(({ overview }) => overview.state === 'running');
  const status = useNodeStatus(node.id);
  if (!isRunning || !status || status.kind === 'topic') return null;
  const tell = (error: Error): void => view.tell('error', error.message);
  const stopped = status.state === 'stopped';
  return (
    <Section title="Now">
      {status.reason !== undefined && (
        <p className={status.state === 'error' ? styles.problem : styles.warning}>{status.reason}</p>
      )}
      <dl className={styles.table} style={{ display: 'grid', gridTemplateColumns: '92px 1fr', margin: 0 }}>
        <dt className={styles.meta}>Rate</dt>
        <dd style={{ margin: 0 }}>{rateText(status.perSecond)}/s</dd>
        <dt className={styles.meta}>Errors</dt>
        <dd style={{ margin: 0 }}>{status.errors}</dd>
        {status.kind === 'consumer' && status.lag !== undefined && (
          <>
            <dt className={styles.meta}>Lag</dt>
            <dd style={{ margin: 0 }}>{status.lag}</dd>
          </>
        )}
        {status.kind === 'consumer' && status.latencyMs !== undefined && (
          <>
            <dt className={styles.meta}>Latency p95</dt>
            <dd style={{ margin: 0 }}>{latencyText(status.latencyMs)}</dd>
          </>
        )}
      </dl>
      <div className={styles.beside}>
        <Button
          icon={stopped ? Play : Pause}
          onClick={() => {
            client.session.setNodeRunning({ projectId, node: node.id, running: stopped }).catch(tell);
          }}
        >
          {stopped ? `Start ${node.name}` : `Stop ${node.name}`}
        </Button>
        {status.deployment !== 'current' && (
          <Button
            look="primary"
            icon={UploadCloud}
            onClick={() => {
              client.session.deploy({ projectId, node: node.id }).catch(tell);
            }}
          >
            Deploy
          </Button>
        )}
      </div>
    </Section>
  );
}
