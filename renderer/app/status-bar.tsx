import { ShieldAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ProcessLoad } from '../../shared/contract/index.ts';
import { FaultsOn } from '../faults/break-things.tsx';
import { followStream } from '../transport/follow-stream.ts';
import { useApp, useGraph, useSession, useTrust } from '../state/app-state.ts';
import { Icon } from '../ui/icon.tsx';
import { bytesText } from '../ui/number-text.ts';
import styles from './status-bar.module.css';

const brokerWords = { none: 'not started', starting: 'starting', up: 'up', lost: 'lost' } as const;

/** Where it runs, how much is drawn, what waits to be deployed; what all of it takes of this machine. */
export function StatusBar() {
  const overview = useSession((session) => session.overview);
  const waiting = useSession(
    ({ nodes }) =>
      Object.values(nodes).filter((status) => status.kind !== 'topic' && status.deployment === 'edited').length,
  );
  const graph = useGraph();
  const topics = graph.nodes.filter((node) => node.kind === 'topic');
  const partitions = topics.reduce((sum, topic) => sum + topic.partitions, 0);
  const name = overview.target.type === 'embedded' ? 'Embedded Kafka' : 'External Kafka';
  return (
    <footer className={styles.bar} aria-label="Status">
      <span className={styles.light} data-broker={overview.broker} data-state={overview.state} />
      <span>
        {name}
        {overview.target.type === 'embedded' && overview.broker !== 'up' && ` ${brokerWords[overview.broker]}`}
      </span>
      {overview.bootstrap !== undefined && <span className="mono">{overview.bootstrap}</span>}
      <span>
        {plural(topics.length, 'topic')}, {plural(partitions, 'partition')}
      </span>
      {waiting > 0 && <span className={styles.waiting}>{plural(waiting, 'handler')} not deployed</span>}
      {overview.problem && <span className={styles.problem}>{overview.problem.message}</span>}
      <FaultsOn />
      <NotTrusted />
      <span className={styles.end}>
        <Load />
      </span>
    </footer>
  );
}

/** A way to the question, also where the banner was put away. */
function NotTrusted() {
  const { trust } = useApp();
  const isTrusted = useTrust(({ standing }) => standing?.trusted ?? true);
  if (isTrusted) return null;
  return (
    <button type="button" className={styles.warning} onClick={() => void trust.ask()}>
      <Icon icon={ShieldAlert} size={12} />
      Not trusted
    </button>
  );
}

function Load() {
  const { client } = useApp();
  const [load, setLoad] = useState<ProcessLoad>();
  useEffect(() => {
    const controller = new AbortController();
    followStream((signal) => client.application.load(undefined, { signal }), controller.signal, setLoad).catch(() =>
      // A figure that can't be had is left out.
      setLoad(undefined),
    );
    return () => controller.abort();
  }, [client]);
  if (!load) return null;
  return (
    <>
      <span>CPU {Math.round(load.cpuPercent)} %</span>
      <span>Memory {bytesText(load.memoryBytes)}</span>
    </>
  );
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
