import { CircleAlert, CircleCheck, CircleHelp, FlaskConical, RotateCcw, X } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { differenceLines } from '../../shared/captured-test/index.ts';
import type { Rerun } from '../../shared/contract/index.ts';
import type { HandlerNode } from '../../shared/graph/index.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';
import { withTrust } from '../state/trust-store.ts';
import type { RerunOf } from '../state/view-store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { clockText, latencyText } from '../ui/number-text.ts';
import { givenText, outcomeText } from './outcome-text.ts';
import styles from './test-run-strip.module.css';

interface RerunStripProps {
  node: HandlerNode;
  rerunOf: RerunOf;
  /** Brings what is typed into the project. */
  flush: () => void;
}

/** Requests that were made: whoever comes back to the editor asks for nothing. */
const asked = new WeakSet<RerunOf>();
/** What came of each request, so that no event is shown another's. */
const results = new WeakMap<RerunOf, Rerun>();

/** The open handler on an event that it has handled: what it gives now against what it gave then, and that as a test. */
export function RerunStrip({ node, rerunOf, flush }: RerunStripProps) {
  const { client, view, trust } = useApp();
  const projectId = useOpenProject((project) => project.projectId);
  const [, setRead] = useState<Rerun>();
  const [running, setRunning] = useState(0);
  const result = results.get(rerunOf);
  const busy = running > 0;
  const { record } = rerunOf;
  const request = { projectId, record, node: node.id };

  const perform = async (work: () => Promise<void>): Promise<void> => {
    flush();
    setRunning((count) => count + 1);
    try {
      await withTrust(trust, work);
    } catch (error) {
      view.tell('error', error instanceof Error ? error.message : String(error));
    }
    setRunning((count) => count - 1);
  };
  const run = (of: RerunOf): Promise<void> =>
    perform(async () => {
      asked.add(of);
      const read = await client.proof.rerun({ projectId, record: of.record, node: of.node });
      results.set(of, read);
      setRead(read);
    });
  const save = (expect: 'before' | 'now'): Promise<void> =>
    perform(async () => {
      const { file, isOnDisk } = await client.proof.saveTest({ ...request, expect });
      view.tell(
        'success',
        isOnDisk ? `Saved as ${file}.` : `${file} is in the project, and not on disk before you save.`,
      );
    });
  const runOnRequest = useEffectEvent((of: RerunOf) => {
    if (!asked.has(of)) void run(of);
  });
  useEffect(() => {
    // It comes from the events' panel, which is no part of this one.
    // oxlint-disable-next-line react/set-state-in-effect
    runOnRequest(rerunOf);
  }, [rerunOf]);

  return (
    <section className={styles.strip} aria-label="Re-run">
      <header className={styles.head}>
        <b>Re-run</b>
        <span className={`${styles.meta} mono cut`}>
          {record.topic} {record.partition}:{record.offset}
        </span>
        <span className={styles.space} />
        {result && <RerunVerdict result={result} />}
        <Button icon={RotateCcw} disabled={busy} onClick={() => void run(rerunOf)}>
          {busy ? 'Running' : 'Run again'}
        </Button>
        {result && <SaveButton result={result} disabled={busy} onSave={(expect) => void save(expect)} />}
        <IconButton
          icon={X}
          size="small"
          label="Back to the test run"
          onClick={() => view.setState({ rerunOf: undefined })}
        />
      </header>
      <div className={styles.columns}>
        <div className={styles.column}>{result && <Conditions result={result} />}</div>
        <div className={styles.column} role="region" aria-label="What differs" tabIndex={0}>
          {result ? <Difference result={result} /> : <p className={styles.meta}>No topic is touched.</p>}
        </div>
      </div>
    </section>
  );
}

function RerunVerdict({ result: { differences, now } }: { result: Rerun }) {
  const count = differences?.length;
  const icon = count === undefined ? CircleHelp : count === 0 ? CircleCheck : CircleAlert;
  const look = count === undefined ? styles.unknown : count === 0 ? styles.ok : styles.failed;
  const words =
    count === undefined
      ? 'not compared'
      : count === 0
        ? 'as then'
        : count === 1
          ? '1 difference'
          : `${count} differences`;
  return (
    <span className={look} role="status">
      <Icon icon={icon} size={14} />
      {words} <span className={styles.meta}>{latencyText(now.durationMs)}</span>
    </span>
  );
}

interface SaveButtonProps {
  result: Rerun;
  disabled: boolean;
  onSave: (expect: 'before' | 'now') => void;
}

function SaveButton({ result: { differences }, disabled, onSave }: SaveButtonProps) {
  const label = 'Save as test';
  if (!differences || differences.length === 0) {
    return (
      <Button icon={FlaskConical} disabled={disabled} onClick={() => onSave(differences ? 'before' : 'now')}>
        {label}
      </Button>
    );
  }
  const entries = [
    { label: 'It must give what it gave then', onSelect: () => onSave('before') },
    { label: 'It must give what it gives now', onSelect: () => onSave('now') },
  ];
  return (
    <MenuButton
      trigger={
        <Button icon={FlaskConical} disabled={disabled}>
          {label}
        </Button>
      }
      groups={[entries]}
    />
  );
}

function Conditions({ result: { records, conditions, notes, now } }: { result: Rerun }) {
  const [firstMs = 0] = conditions.clockMs;
  return (
    <>
      <p className={styles.meta}>
        As then: try {conditions.attempt}, clock at {clockText(firstMs)}, seed {conditions.seed}
        {records > 1 && `, a batch of ${records}`}. No topic is touched.
      </p>
      {notes.map((note) => (
        <p key={note} className={styles.meta}>
          {note}
        </p>
      ))}
      {now.logs.length > 0 && (
        <pre className={styles.result}>{outcomeText({ ...now, emitted: [], error: undefined })}</pre>
      )}
    </>
  );
}

function Difference({ result: { before, now, differences = [] } }: { result: Rerun }) {
  if (!before || differences.length === 0) return <pre className={styles.result}>{givenText(now)}</pre>;
  return (
    <>
      <p className={styles.meta}>− what it gave then, + what it gives now</p>
      <pre className={styles.result}>
        {differenceLines(differences).map((line, index) => (
          // Lines have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={lookOf(line)}>
            {line}
          </div>
        ))}
        {now.error && `\n${framesOf(now.error.stack)}`}
      </pre>
    </>
  );
}

function lookOf(line: string): string | undefined {
  const [sign] = line.trimStart();
  return sign === '-' ? styles.removed : sign === '+' ? styles.added : undefined;
}

/** Where it threw, without the message, which stands above. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n');
}
