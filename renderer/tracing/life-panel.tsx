import { Tabs } from '@base-ui/react/tabs';
import { CircleAlert, CircleCheck, GitCompare, Hourglass, RotateCw, X, type LucideIcon } from 'lucide-react';
import { JsonTree } from '../session/json-tree.tsx';
import { useApp } from '../state/app-state.ts';
import { IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import { latencyText } from '../ui/number-text.ts';
import { strokeText } from '../actions/keys.ts';
import tabs from '../ui/tabs.module.css';
import { LifeComparison } from './life-comparison.tsx';
import { LifeLogs } from './life-logs.tsx';
import styles from './life-panel.module.css';
import { lifeStoreOf, useLife, type ShownLife } from './life-store.ts';
import { LifeTree } from './life-tree.tsx';
import { outcomeOf, positionText } from './life-words.ts';
import { figuresOf } from './model/life-figures.ts';
import type { LifeStep } from './model/life-steps.ts';
import { leaveLife, refreshLife, stepsInSight } from './open-life.ts';
import { StepDetail } from './step-detail.tsx';
import { useEventRecord } from './use-event-record.ts';
import { useFreshLife } from './use-fresh-life.ts';

/** Beside the canvas: what became of an event, hop by hop. */
export function LifePanel() {
  const shown = useLife((view) => view.shown);
  useFreshLife();
  if (!shown) return <EmptyState title="No event is followed." />;
  return <ShownPanel shown={shown} />;
}

function ShownPanel({ shown }: { shown: ShownLife }) {
  const steps = stepsInSight(shown);
  const selected = steps.find(({ key }) => key === shown.selected) ?? steps[0];
  const isCompared = useLife(({ compared }) => compared !== undefined);
  return (
    <section className={styles.panel} aria-label="Life of the event">
      <Head shown={shown} />
      <Figures shown={shown} />
      <Tabs.Root className={styles.tabs} defaultValue="life">
        <Tabs.List className={`${tabs.list} ${styles.tabList}`}>
          <Tabs.Tab value="life" className={tabs.tab}>
            Life <span className={styles.count}>{shown.steps.length}</span>
          </Tabs.Tab>
          <Tabs.Tab value="payload" className={tabs.tab}>
            Payload
          </Tabs.Tab>
          <Tabs.Tab value="headers" className={tabs.tab}>
            Headers
          </Tabs.Tab>
          <Tabs.Tab value="logs" className={tabs.tab}>
            Logs
          </Tabs.Tab>
          {isCompared && (
            <Tabs.Tab value="comparison" className={tabs.tab}>
              Comparison
            </Tabs.Tab>
          )}
        </Tabs.List>
        <Tabs.Panel value="life" className={styles.content}>
          <LifeTree shown={shown} selected={selected} />
          {selected && <StepDetail step={selected} shown={shown} />}
        </Tabs.Panel>
        <Tabs.Panel value="payload" className={styles.content}>
          {selected && <Payload step={selected} />}
        </Tabs.Panel>
        <Tabs.Panel value="headers" className={styles.content}>
          {selected && <Headers step={selected} />}
        </Tabs.Panel>
        <Tabs.Panel value="logs" className={styles.content}>
          <LifeLogs steps={steps} />
        </Tabs.Panel>
        {isCompared && (
          <Tabs.Panel value="comparison" className={styles.content}>
            <LifeComparison shown={shown} />
          </Tabs.Panel>
        )}
      </Tabs.Root>
      <footer className={styles.foot}>
        <span className={styles.keys}>
          Previous, next <kbd className={styles.key}>[</kbd> <kbd className={styles.key}>]</kbd>
        </span>
        <span className={styles.keys}>
          Leave <kbd className={styles.key}>{strokeText('Escape')}</kbd>
        </span>
      </footer>
    </section>
  );
}

function Head({ shown }: { shown: ShownLife }) {
  const app = useApp();
  const { life, steps } = shown;
  const focused = life.events.find(({ ref }) => ref === life.focus);
  const outcome = outcomeOf(steps);
  const isOpen = steps.some(({ state }) => state === 'running' || state === 'retrying');
  const icon: LucideIcon = outcome.failed ? CircleAlert : isOpen ? Hourglass : CircleCheck;
  const compare = (): void => {
    lifeStoreOf(app).setState({ compared: shown });
    app.view.tell('info', 'The next event that you show is compared with this one.');
  };
  return (
    <header className={styles.head}>
      <KindTile kind="topic" />
      <div className={styles.title}>
        <h2 className={`${styles.name} cut`}>
          {focused?.topic.name ?? 'An event'} <span className="mono">{focused && positionText(focused)}</span>
        </h2>
        <p className={styles.outcome} data-failed={outcome.failed || undefined}>
          <Icon icon={icon} size={12} /> {outcome.text}
        </p>
      </div>
      <IconButton icon={GitCompare} label="Compare with another event" size="small" onClick={compare} />
      <IconButton icon={RotateCw} label="Read it anew" size="small" onClick={() => void refreshLife(app)} />
      <IconButton icon={X} label="Leave" stroke="Escape" size="small" onClick={() => leaveLife(app)} />
    </header>
  );
}

function Figures({ shown }: { shown: ShownLife }) {
  const { life, steps } = shown;
  const key = life.events.find(({ ref }) => ref === life.focus)?.key;
  const { fromMs, toMs, waitingMs, pausingMs, workingMs } = figuresOf(steps);
  const figures = [
    ['Took', latencyText(toMs - fromMs)],
    ['Waiting', latencyText(waitingMs)],
    ['Between tries', latencyText(pausingMs)],
    ['Working', latencyText(workingMs)],
  ] as const;
  return (
    <dl className={styles.figures} title="Waiting, pauses and work are those of the way that took longest.">
      <div>
        <dt>Key</dt>
        <dd className="mono cut">{key ?? 'no key'}</dd>
      </div>
      {figures.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="mono">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Payload({ step }: { step: LifeStep }) {
  const record = useEventRecord(step.event);
  if (!record) return null;
  return (
    <div className={styles.padded}>
      <Whose step={step} />
      {record.gap !== undefined && <p className={styles.note}>{record.gap}</p>}
      {record.text === undefined && <p className={styles.note}>A tombstone: there is no value.</p>}
      {record.json ? <JsonTree value={record.json.value} /> : <pre className={styles.text}>{record.text}</pre>}
    </div>
  );
}

function Headers({ step }: { step: LifeStep }) {
  const record = useEventRecord(step.event);
  if (!record) return null;
  return (
    <div className={styles.padded}>
      <Whose step={step} />
      {record.gap !== undefined && <p className={styles.note}>{record.gap}</p>}
      <dl className={styles.headers}>
        {record.headers?.map(({ name, value }, index) => (
          // Names may repeat, and their order is part of the record.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={styles.header}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Whose({ step: { kind, name, event, number } }: { step: LifeStep }) {
  const position = positionText(event);
  return (
    <p className={styles.note}>
      {kind === 'consumer' ? `What ${name} was given` : 'What was stored'} at hop {number}: {event.topic.name}{' '}
      {position !== undefined && <span className="mono">{position}</span>}
    </p>
  );
}
