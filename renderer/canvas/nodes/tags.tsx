import { CircleAlert, Hourglass, TriangleAlert } from 'lucide-react';
import type { NodeStatus } from '../../../shared/contract/index.ts';
import { useApp } from '../../state/app-state.ts';
import { stateWord } from '../../state/state-word.ts';
import { countText } from '../../ui/number-text.ts';
import { Icon } from '../../ui/icon.tsx';
import { useCanvasView } from '../canvas-store.ts';
import styles from './node.module.css';

/** On the input side, where lag is: lag, or what is wrong. */
export function StateTag({ status }: { status: NodeStatus }) {
  const showsLag = useCanvasView(({ shows }) => shows.lag);
  const isTrouble = status.state === 'warning' || status.state === 'stalled';
  const lag =
    status.kind === 'consumer' && status.lag !== undefined && status.state !== 'stopped' ? status.lag : undefined;
  if (!isTrouble && (lag === undefined || !showsLag)) return null;
  // A lag in amber would blame it for another trouble.
  const isOtherTrouble = status.state === 'warning' && status.trouble !== 'falling-behind';
  const text = lag === undefined || isOtherTrouble ? stateWord(status) : `lag ${countText(lag)}`;
  const tone = status.state === 'warning' ? styles.tagWarns : status.state === 'stalled' ? styles.tagStalled : '';
  return (
    <span className={`${styles.tag} ${styles.tagLeft} ${tone}`} title={status.reason}>
      {status.state === 'warning' && <Icon icon={TriangleAlert} size={10} />}
      {status.state === 'stalled' && <Icon icon={Hourglass} size={10} />}
      {text}
    </span>
  );
}

/** The only filled badge, so that it is found first. It opens the logs at the node's errors. */
export function ErrorBadge({ id, name, status }: { id: string; name: string; status: NodeStatus }) {
  const { view } = useApp();
  if (status.errors === 0) return null;
  const openLogs = (): void => {
    view.select([id]);
    view.showLogs({ node: id, level: 'error' });
  };
  const count = countText(status.errors);
  return (
    <button
      type="button"
      className={`${styles.tag} ${styles.tagRight} ${styles.tagError} nodrag`}
      aria-label={`${count} ${status.errors === 1 ? 'error' : 'errors'} of ${name}, open the logs`}
      onClick={openLogs}
    >
      <Icon icon={CircleAlert} size={10} />
      {count}
    </button>
  );
}

/** The worst state as an icon, for where there is no room for a word. */
export function StateIcon({ status }: { status: NodeStatus | undefined }) {
  switch (status?.state) {
    case 'error':
      return <CircleAlert className={styles.isError} size={14} strokeWidth={1.75} aria-hidden />;
    case 'stalled':
      return <Hourglass className={styles.isStalled} size={14} strokeWidth={1.75} aria-hidden />;
    case 'warning':
      return <TriangleAlert className={styles.isWarning} size={14} strokeWidth={1.75} aria-hidden />;
    default:
      return null;
  }
}
