import { ChevronDown, Play, RefreshCw, Server, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { SavedConnection, SessionTargetChoice } from '../../shared/contract/index.ts';
import { actionOf } from '../actions/all-actions.ts';
import { perform } from '../actions/action.ts';
import { BreakThings } from '../faults/break-things.tsx';
import { useApp, useSession, useView } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { durationText, rateText } from '../ui/number-text.ts';
import styles from './run-controls.module.css';

/** Where it runs, Run or Restart and Stop, how long, how fast. */
export function RunControls() {
  const app = useApp();
  const state = useSession(({ overview }) => overview.state);
  const act = (id: string) => () => {
    const action = actionOf(id);
    if (action) perform(action, app);
  };
  const up = state === 'running' || state === 'starting';
  return (
    <div className={styles.controls} role="toolbar" aria-label="Run">
      <TargetMenu />
      {up ? (
        <>
          <Button icon={RefreshCw} onClick={act('run.restart')}>
            Restart
          </Button>
          <Button icon={Square} onClick={act('run.stop')}>
            Stop
          </Button>
          <BreakThings />
        </>
      ) : (
        <Button look="primary" icon={Play} disabled={state === 'stopping'} onClick={act('run.start')}>
          Run
        </Button>
      )}
      <RunState />
    </div>
  );
}

const stateWords = { idle: '', starting: 'Starting', running: '', stopping: 'Stopping', failed: 'Failed' } as const;

function RunState() {
  const state = useSession(({ overview }) => overview.state);
  const startedMs = useSession(({ overview }) => overview.startedMs);
  const perSecond = useSession(({ overview }) => overview.perSecond);
  if (state === 'idle') return null;
  return (
    <div className={styles.state} role="status" aria-live="off">
      <span className={styles.light} data-state={state} />
      {state === 'running' ? (
        <>
          {startedMs !== undefined && <Elapsed startedMs={startedMs} />}
          <span className={styles.rate}>
            <b className="mono">{rateText(perSecond)}</b> events/s
          </span>
        </>
      ) : (
        stateWords[state]
      )}
    </div>
  );
}

function Elapsed({ startedMs }: { startedMs: number }) {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <b className="mono">{durationText(Math.max(0, nowMs - startedMs))}</b>;
}

function TargetMenu() {
  const { client, view } = useApp();
  const target = useView((state) => state.target);
  const dialog = useView((state) => state.dialog);
  const [connections, setConnections] = useState<readonly SavedConnection[]>([]);
  useEffect(() => {
    // Read again when the dialog that changes them has closed.
    if (dialog === undefined) client.connections.list().then(setConnections, () => setConnections([]));
  }, [client, dialog]);
  const choose = (choice: SessionTargetChoice) => () => view.setState({ target: choice });
  const name =
    target.type === 'embedded'
      ? 'Embedded Kafka'
      : (connections.find(({ id }) => id === target.connectionId)?.name ?? 'Connection');
  return (
    <MenuButton
      trigger={
        <button type="button" className={styles.target} aria-label={`Runs on ${name}`}>
          <Icon icon={Server} size={14} />
          <span className="cut">{name}</span>
          <Icon icon={ChevronDown} size={12} />
        </button>
      }
      groups={[
        [{ label: 'Embedded Kafka', icon: Server, onSelect: choose({ type: 'embedded' }) }],
        connections.map((connection) => ({
          label: connection.name,
          icon: Server,
          onSelect: choose({ type: 'connection', connectionId: connection.id }),
        })),
        [{ label: 'Connections…', onSelect: () => view.showDialog('connections') }],
      ]}
    />
  );
}
