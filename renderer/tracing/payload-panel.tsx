import { useMemo, useState } from 'react';
import { Segmented, Select } from '../ui/field.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import bar from '../session/panel-bar.module.css';
import { diffLines } from '../ui/diff-lines.ts';
import { useApp } from '../state/app-state.ts';
import { useLife, type ShownLife } from './life-store.ts';
import { plural, positionText } from './life-words.ts';
import { fieldDiff, type FieldDiff, type FieldLine } from './model/field-diff.ts';
import type { LifeStep } from './model/life-steps.ts';
import { selectStep, stepsInSight } from './open-life.ts';
import styles from './payload-panel.module.css';
import { useEventRecord, type EventRecord } from './use-event-record.ts';

/** From one stored event to one that was made of it. */
interface Pair {
  readonly key: string;
  readonly before: LifeStep;
  readonly after: LifeStep;
  /** Who made it. */
  readonly by: LifeStep | undefined;
}

/** Below the canvas: what each handler made of what it was given, field by field. */
export function PayloadPanel() {
  const shown = useLife((view) => view.shown);
  if (!shown)
    return (
      <EmptyState title="No event is followed.">
        Show the life of one, and what became of its payload is here.
      </EmptyState>
    );
  return <Changes shown={shown} />;
}

type Part = 'value' | 'headers';

/** More pairs than these stand in a list that opens. */
const mostSegments = 6;

function Changes({ shown }: { shown: ShownLife }) {
  const app = useApp();
  const [part, setPart] = useState<Part>('value');
  const pairs = useMemo(() => pairsOf(stepsInSight(shown)), [shown]);
  const pair = pairAt(pairs, shown);
  const choose = (key: string): void => selectStep(app, pairs.find((candidate) => candidate.key === key)?.after.key);
  const isLetter = pair?.after.event.edge === 'dead-letter';
  const only = shown.steps.find(({ kind }) => kind === 'topic');
  const options = pairs.map(({ key, before, after }) => ({ value: key, label: `${before.number} → ${after.number}` }));
  return (
    <div className={bar.panel}>
      <div className={`${bar.bar} ${styles.bar}`} role="toolbar" aria-label="Payload">
        {pair ? (
          <>
            {isLetter ? '' : 'What '}
            <span className={styles.chip}>
              <KindTile kind="consumer" />
              <span className="cut">{pair.by?.name ?? 'its handler'}</span>
            </span>{' '}
            {isLetter ? 'gave it up: its dead letter has the error in its headers' : 'made of it'}
          </>
        ) : (
          'Nothing came of it, so nothing changed.'
        )}
        <span className={styles.grow} />
        {pair &&
          (pairs.length <= mostSegments ? (
            <Segmented label="From hop to hop" value={pair.key} options={options} onChange={choose} />
          ) : (
            <div className={bar.select}>
              <Select label="From hop to hop" value={pair.key} options={options} onChange={choose} />
            </div>
          ))}
        <Segmented<Part>
          label="Compared"
          value={part}
          onChange={setPart}
          options={[
            { value: 'value', label: 'Payload' },
            { value: 'headers', label: 'Headers' },
          ]}
        />
      </div>
      {pair ? (
        <Sides before={pair.before} after={pair.after} part={part} />
      ) : (
        only && <Sides before={undefined} after={only} part={part} />
      )}
    </div>
  );
}

function pairsOf(steps: readonly LifeStep[]): Pair[] {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  return steps.flatMap((after): Pair[] => {
    const by = after.kind === 'topic' && after.parent !== undefined ? byKey.get(after.parent) : undefined;
    const before = by?.kind === 'topic' ? by : by?.parent === undefined ? undefined : byKey.get(by.parent);
    return before?.kind === 'topic'
      ? [{ key: after.key, before, after, by: by?.kind === 'consumer' ? by : undefined }]
      : [];
  });
}

/** What the selected hop made, or how it was made. */
function pairAt(pairs: readonly Pair[], { selected }: ShownLife): Pair | undefined {
  const made = pairs.find(({ after, by }) => after.key === selected || by?.key === selected);
  return made ?? pairs.find(({ before }) => before.key === selected) ?? pairs[0];
}

function Sides({ before, after, part }: { before: LifeStep | undefined; after: LifeStep; part: Part }) {
  const former = useEventRecord(before?.event);
  const latter = useEventRecord(after.event);
  const diff = useMemo(
    () => (latter && (former ?? !before) ? diffOf(former, latter, part) : undefined),
    [former, latter, before, part],
  );
  if (!diff || !latter) return null;
  if (diff === 'unread') {
    return <EmptyState title="The headers can’t be read.">{latter.headers ? former?.gap : latter.gap}</EmptyState>;
  }
  return (
    <div className={styles.sides} data-single={!before || undefined}>
      {before && <Side step={before} record={former} lines={diff.before} kind="removed" diff={diff} />}
      <Side step={after} record={latter} lines={diff.after} kind="added" diff={diff} />
    </div>
  );
}

interface SideProps {
  step: LifeStep;
  record: EventRecord | undefined;
  lines: readonly FieldLine[];
  kind: 'removed' | 'added';
  diff: FieldDiff;
}

function Side({ step, record, lines, kind, diff }: SideProps) {
  return (
    <section
      className={styles.side}
      aria-label={`${kind === 'removed' ? 'Before' : 'After'}: ${step.event.topic.name}`}
    >
      <h3 className={styles.head}>
        <span className={styles.chip}>
          <KindTile kind="topic" />
          <span className="cut">{step.event.topic.name}</span>
        </span>
        <span className="mono">{positionText(step.event)}</span>
        <span className={styles.changes}>
          {kind === 'added' && (diff.changes === 0 ? 'no difference' : plural(diff.changes, 'difference'))}
        </span>
      </h3>
      {record?.gap !== undefined && <p className={styles.gap}>{record.gap}</p>}
      {/* A region that scrolls is reached by the keyboard. */}
      <div className={styles.lines} tabIndex={0} role="group" aria-label={`Fields of ${step.event.topic.name}`}>
        {lines.map(({ indent, name, text, kind: of, differs }, index) => (
          // The place is what a line is known by.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={styles.line} data-diff={differs ? kind : undefined}>
            <span className={styles.sign}>{differs ? (kind === 'removed' ? '-' : '+') : ''}</span>
            <span style={{ paddingLeft: indent * 14 }}>
              {name !== undefined && (
                <>
                  <span className={styles.name}>{JSON.stringify(name)}</span>:{' '}
                </>
              )}
              <span className={of === 'string' ? styles.string : of === 'other' ? styles.other : undefined}>
                {text}
              </span>
            </span>
          </div>
        ))}
        {diff.isCut && <p className={styles.gap}>The rest is left out.</p>}
      </div>
    </section>
  );
}

function diffOf(before: EventRecord | undefined, after: EventRecord, part: Part): FieldDiff | 'unread' {
  if (part === 'headers') {
    if (!after.headers || (before && !before.headers)) return 'unread';
    const latter = headersAsFields(after.headers);
    return fieldDiff(before?.headers ? headersAsFields(before.headers) : latter, latter);
  }
  if (after.json && (!before || before.json))
    return fieldDiff(before?.json ? before.json.value : after.json.value, after.json.value);
  return textDiff(before?.text ?? (before ? '' : (after.text ?? '')), after.text ?? '');
}

/** Names may repeat: then all of their values are one field. */
function headersAsFields(headers: NonNullable<EventRecord['headers']>): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { name, value } of headers)
    fields[name] = fields[name] === undefined ? value : `${fields[name]}, ${value}`;
  return fields;
}

/** What is no JSON, line by line. */
function textDiff(before: string, after: string): FieldDiff {
  const lines = diffLines(before, after);
  const side = (own: 'removed' | 'added'): FieldLine[] =>
    lines
      .filter(({ kind }) => kind === 'same' || kind === own)
      .map(({ kind, text }) => ({ indent: 0, name: undefined, text, kind: 'bracket', differs: kind !== 'same' }));
  return {
    before: side('removed'),
    after: side('added'),
    changes: lines.filter(({ kind }) => kind !== 'same').length,
    isCut: false,
  };
}
