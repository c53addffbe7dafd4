import { CircleAlert, Code, ListTree, RotateCcw, ScrollText } from 'lucide-react';
import type { LifeAttempt } from '../../shared/contract/index.ts';
import { isHandlerNode } from '../../shared/graph/index.ts';
import { StackText } from '../session/stack-text.tsx';
import { useApp, useGraph, useOpenProject } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { latencyText } from '../ui/number-text.ts';
import type { ShownLife } from './life-store.ts';
import { edgeSentence, positionText } from './life-words.ts';
import { figuresOf, isFailed } from './model/life-figures.ts';
import { storedMs, type LifeStep } from './model/life-steps.ts';
import { selectStep } from './open-life.ts';
import { placeOfStep, showInTopic } from './open-step.ts';
import styles from './step-detail.module.css';

/** The hop that one is at: what it did, why it failed, and where it can be seen. */
export function StepDetail({ step, shown }: { step: LifeStep; shown: ShownLife }) {
  const edge = edgeSentence(step);
  return (
    <section className={styles.detail} aria-label={`Hop ${step.number}`}>
      {step.error ? <Failure step={step} /> : <Jumps step={step} />}
      {edge && <p className={styles.note}>{edge.long}</p>}
      {step.state === 'unknown' && (
        <p className={styles.note}>What {step.name} did isn’t known: its host died before it could tell.</p>
      )}
      {step.kind === 'topic' && <Stored step={step} />}
      {step.tries.length > 0 && <Tries step={step} beganMs={figuresOf(shown.steps).fromMs} />}
      <Root step={step} shown={shown} />
    </section>
  );
}

function Failure({ step }: { step: LifeStep }) {
  const { number, tries, error } = step;
  if (!error) return null;
  const times = tries.length > 1 ? ` after ${tries.length} tries` : '';
  return (
    <div className={styles.failure}>
      <div className={styles.failureHead}>
        <p className={styles.failureTitle}>
          <Icon icon={CircleAlert} size={14} /> Hop {number} {isFailed(step) ? 'failed' : 'had failed tries'}
          {isFailed(step) && times}
        </p>
        <p className={`${styles.message} mono`}>{error.message}</p>
      </div>
      {error.place && <Source file={error.place.file} line={error.place.line} />}
      <Jumps step={step} />
      {error.stack !== undefined && (
        <div className={styles.stack}>
          <StackText stack={error.stack} />
        </div>
      )}
    </div>
  );
}

const linesAround = 2;

/** The lines as they are now; what ran may have been deployed before the last edit. */
function Source({ file, line }: { file: string; line: number }) {
  const text = useOpenProject(({ document }) => document.handlers.get(file));
  const lines = text?.split('\n') ?? [];
  if (line < 1 || line > lines.length) return null;
  const from = Math.max(1, line - linesAround);
  return (
    // What scrolls is reached by the keyboard.
    <pre className={styles.source} tabIndex={0} role="group" aria-label={`${file}, line ${line}`}>
      {lines.slice(from - 1, line + linesAround).map((code, index) => (
        <span key={from + index} data-bad={from + index === line || undefined}>
          <i>{from + index}</i> {code}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

function Jumps({ step }: { step: LifeStep }) {
  const app = useApp();
  const { error, kind, nodeId, event } = step;
  const node = useGraph().nodes.find(({ id }) => id === nodeId);
  const handler = node && 'handler' in node ? node.handler : undefined;
  const place = placeOfStep(app, step);
  const handlerLine = error?.stack === undefined || handler === undefined ? undefined : lineIn(error.stack, handler);
  const [record] = event.records;
  const isElsewhere = place !== undefined && place.file !== handler;
  const open = (file: string, at: { line: number; column: number }) => () => app.view.openFile(file, at);
  return (
    <div className={styles.acts}>
      {place && (
        <Button look={error ? 'primary' : 'plain'} icon={Code} onClick={open(place.file, place)}>
          {error
            ? `Open ${isElsewhere ? place.file.replace(/^.*\//, '') : 'handler'} line ${place.line}`
            : 'Open handler'}
        </Button>
      )}
      {isElsewhere && handler !== undefined && handlerLine && (
        <Button onClick={open(handler, handlerLine)}>Handler line {handlerLine.line}</Button>
      )}
      {kind === 'consumer' && node && isHandlerNode(node) && record && (
        <Button
          icon={RotateCcw}
          onClick={() =>
            app.view.showRerun(node, { topic: event.topic.name, partition: record.partition, offset: record.offset })
          }
        >
          Re-run on this event
        </Button>
      )}
      {kind !== 'topic' && nodeId !== undefined && (
        <Button look="ghost" icon={ScrollText} onClick={() => app.view.showLogs({ node: nodeId })}>
          Logs
        </Button>
      )}
      {event.topic.id !== undefined && event.records.length > 0 && (
        <Button look="ghost" icon={ListTree} onClick={() => showInTopic(app, step)}>
          In {event.topic.name}
        </Button>
      )}
    </div>
  );
}

/** Where a stack goes through a file. */
function lineIn(stack: string, file: string): { line: number; column: number } | undefined {
  for (const frame of stack.split('\n')) {
    const [, line, column] = frame.includes(`${file}:`) ? (/:(\d+):(\d+)\)?\s*$/.exec(frame) ?? []) : [];
    if (line !== undefined) return { line: Number(line), column: Number(column) };
  }
  return undefined;
}

function Stored({ step: { event, name } }: { step: LifeStep }) {
  const stored = storedMs(event);
  return (
    <>
      {event.records.map(({ partition, offset, sentMs, appendedMs }) => (
        <p key={`${partition} ${offset}`} className={styles.note}>
          In {name}, partition {partition}, offset {BigInt(offset).toLocaleString('en')}
          {sentMs !== undefined && appendedMs !== undefined && `, stored in ${latencyText(appendedMs - sentMs)}`}
          {stored !== undefined && ` at ${new Date(stored).toLocaleTimeString('en-GB')}`}.
        </p>
      ))}
      {event.records.length > 1 && (
        <p className={styles.note}>
          It stands there {event.records.length} times: an attempt that was made again emitted it again, with the same
          id.
        </p>
      )}
    </>
  );
}

function Tries({ step, beganMs }: { step: LifeStep; beganMs: number }) {
  const stored = storedMs(step.event);
  return (
    <>
      <h3 className={styles.heading}>{step.tries.length === 1 ? 'Its try' : 'Tries'}</h3>
      <ol className={styles.tries}>
        {step.tries.map((attempt, index) => (
          <Try
            key={attempt.attempt}
            attempt={attempt}
            beganMs={beganMs}
            sinceMs={index === 0 ? stored : step.tries[index - 1]?.endedMs}
            isFirst={index === 0}
            number={index + 1}
          />
        ))}
      </ol>
      <p className={styles.note}>{endOf(step)}</p>
    </>
  );
}

interface TryProps {
  attempt: LifeAttempt;
  number: number;
  beganMs: number;
  sinceMs: number | undefined;
  isFirst: boolean;
}

function Try({ attempt, number, beganMs, sinceMs, isFirst }: TryProps) {
  const { startedMs, endedMs, outcome, error, callRecords, instance, takenBack } = attempt;
  const waited = startedMs === undefined || sinceMs === undefined ? undefined : Math.max(0, startedMs - sinceMs);
  const batch = callRecords > 1 ? `, with ${callRecords - 1} others in its batch` : '';
  return (
    <li className={styles.try}>
      <span className="mono">{number}</span>
      <span className="mono">{startedMs === undefined ? '' : latencyText(startedMs - beganMs)}</span>
      <span className={`${styles.waited} cut`}>
        {waited !== undefined && `after ${latencyText(waited)}${isFirst ? ' in the queue' : ''}`}, instance{' '}
        {instance + 1}
        {batch}
        {takenBack !== undefined &&
          `, took back ${takenBack === 1 ? 'what it emitted' : `the ${takenBack} it emitted`}`}
      </span>
      <span className={outcome === 'done' || outcome === 'running' ? '' : styles.failed}>{wordOf(outcome, error)}</span>
      <span className="mono">
        {startedMs !== undefined && endedMs !== undefined ? latencyText(endedMs - startedMs) : ''}
      </span>
    </li>
  );
}

const outcomeWords: Record<LifeAttempt['outcome'], string> = {
  running: 'at work',
  done: 'done',
  failed: 'failed',
  'timed-out': 'timed out',
  'worker-lost': 'its worker died',
  interrupted: 'interrupted',
  refused: 'refused',
  abandoned: 'abandoned',
  'host-lost': 'its process died',
};

function wordOf(outcome: LifeAttempt['outcome'], error: LifeAttempt['error']): string {
  const kind = outcome === 'failed' ? (/^(\w*Error)\b/.exec(error?.stack ?? '')?.[1] ?? error?.code) : undefined;
  return kind ?? outcomeWords[outcome];
}

/** What was done with the event in the end, and with its offset. */
function endOf({ name, tries, state }: LifeStep): string {
  const last = tries.at(-1);
  const committed = tries.some(({ committedMs }) => committedMs !== undefined);
  const offset = committed ? 'Its offset is committed.' : 'Its offset is not committed yet.';
  switch (state) {
    case 'dead-lettered':
      return `Then dead-lettered, as ${name} is set to do. ${offset}`;
    case 'skipped':
      return `Then skipped, as ${name} is set to do. ${offset}`;
    case 'stopped':
      return `Then its partition was stopped, as ${name} is set to do.`;
    case 'retrying':
      return `To be tried again${last?.retryInMs === undefined ? '' : ` after ${latencyText(last.retryInMs)}`}.`;
    case 'running':
      return 'It is being worked on.';
    case 'failed':
      return `It was not tried again. ${offset}`;
    case 'done':
    case 'unknown':
      return offset;
  }
}

/** What began it all: where one goes from the failure to what was ordered. */
function Root({ step, shown }: { step: LifeStep; shown: ShownLife }) {
  const app = useApp();
  const root = shown.steps.find(({ kind }) => kind === 'topic');
  if (!root || root.event.ref === step.event.ref) return null;
  const { event } = root;
  return (
    <p className={styles.root}>
      It all began with{' '}
      <button type="button" className={styles.link} onClick={() => selectStep(app, root.key)}>
        {event.topic.name} <span className="mono">{positionText(event)}</span>
      </button>
      {event.key !== null && <span className="mono"> {event.key}</span>}.
    </p>
  );
}
