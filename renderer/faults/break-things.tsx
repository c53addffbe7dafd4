import { Popover } from '@base-ui/react/popover';
import { Zap } from 'lucide-react';
import { useEffect } from 'react';
import { useApp, useFaults, useNode, useSession, useView } from '../state/app-state.ts';
import type { Fault } from '../state/fault-store.ts';
import { withTrust } from '../state/trust-store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import statusBar from '../app/status-bar.module.css';
import popover from '../ui/popover.module.css';
import styles from './break-things.module.css';
import { type ReadyFault, readyFaults, ruleOf } from './ready-faults.ts';

/** What can go wrong on the embedded broker, for the asking: on the selected topic, or on all of it. */
export function BreakThings() {
  const { view, faults } = useApp();
  const isOpen = useView((state) => state.faultsOpen);
  const broker = useSession(({ overview }) => overview.broker);
  const isEmbedded = useSession(({ overview }) => overview.target.type === 'embedded');
  const isRunning = useSession(({ overview }) => overview.state === 'running');
  useEffect(() => {
    // A broker that has come up anew has none.
    if (broker !== 'starting') void faults.look();
  }, [faults, broker]);
  const isOffered = isEmbedded && isRunning;
  useEffect(() => {
    if (!isOffered) view.setState({ faultsOpen: false });
  }, [view, isOffered]);
  if (!isOffered) return null;
  return (
    <Popover.Root open={isOpen} onOpenChange={(open) => view.setState({ faultsOpen: open })}>
      <Popover.Trigger render={<IconButton icon={Zap} label="Break things" />} />
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className={popover.positioner}>
          <Popover.Popup className={`${popover.popup} ${styles.popup}`} aria-label="Break things">
            <Offer />
            <Active />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Offer() {
  const { trust, faults, view } = useApp();
  const selected = useNode(useView(({ selectedNodes }) => (selectedNodes.length === 1 ? selectedNodes[0] : undefined)));
  const topic = selected?.kind === 'topic' ? selected.name : undefined;
  const start = (ready: ReadyFault) => () => {
    withTrust(trust, () => faults.set(ruleOf(ready, topic))).catch((error: Error) => view.tell('error', error.message));
  };
  return (
    <>
      <p className={styles.scope}>
        {topic === undefined ? (
          'On the whole broker. Select a topic to break it alone.'
        ) : (
          <>
            On <b className="mono">{topic}</b> alone, where that is possible.
          </>
        )}
      </p>
      <ul className={styles.offer} aria-label="Faults to choose from">
        {readyFaults.map((ready) => (
          <li key={ready.label}>
            <button type="button" className={styles.ready} onClick={start(ready)}>
              <Icon icon={ready.icon} size={14} />
              <span className={styles.name}>{ready.label}</span>
              <span className={styles.what}>{ready.what}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Active() {
  const { faults } = useApp();
  const active = useFaults((state) => state.faults);
  if (active.length === 0) return null;
  return (
    <section className={styles.active} aria-label="On now">
      <ul aria-label="Faults that are on">
        {active.map((fault) => (
          <ActiveRow key={fault.rule.id} fault={fault} />
        ))}
      </ul>
      {active.length > 1 && <Button onClick={() => void faults.clear()}>Stop all</Button>}
    </section>
  );
}

function ActiveRow({ fault: { rule, happened, remainingMs } }: { fault: Fault }) {
  const { faults } = useApp();
  const times = happened === 1 ? 'once' : `${happened} times`;
  return (
    <li className={styles.row}>
      <span className="cut" title={rule.id}>
        {rule.id}
      </span>
      <span className={styles.figures}>
        {happened > 0 && rule.forMs === undefined && `${times} · `}
        {remainingMs === undefined ? 'until stopped' : `${Math.ceil(remainingMs / 1000)} s left`}
      </span>
      <Button aria-label={`Stop ${rule.id}`} onClick={() => void faults.clear(rule.id)}>
        Stop
      </Button>
    </li>
  );
}

/** In the status bar, while anything is broken on purpose: a way to what it is. */
export function FaultsOn() {
  const { view } = useApp();
  const count = useFaults((state) => state.faults.length);
  if (count === 0) return null;
  return (
    <button type="button" className={statusBar.warning} onClick={() => view.setState({ faultsOpen: true })}>
      <Icon icon={Zap} size={12} />
      {count === 1 ? '1 fault is on' : `${count} faults are on`}
    </button>
  );
}
