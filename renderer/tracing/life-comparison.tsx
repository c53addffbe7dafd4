import { X } from 'lucide-react';
import { useMemo } from 'react';
import { useApp } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { kindIcons } from '../ui/kind-tile.tsx';
import { latencyText } from '../ui/number-text.ts';
import styles from './life-comparison.module.css';
import { lifeStoreOf, useLife, type ShownLife } from './life-store.ts';
import { positionText, stepMs, stateWord } from './life-words.ts';
import { compareLives, type ComparedStep } from './model/compare-lives.ts';
import { figuresOf, isFailed } from './model/life-figures.ts';
import type { LifeStep } from './model/life-steps.ts';
import { selectStep } from './open-life.ts';

/** Two events' lives, hop beside hop. */
export function LifeComparison({ shown }: { shown: ShownLife }) {
  const app = useApp();
  const compared = useLife((view) => view.compared);
  const rows = useMemo(() => (compared ? compareLives(shown.steps, compared.steps) : []), [shown, compared]);
  const end = (): void => lifeStoreOf(app).setState({ compared: undefined });
  if (!compared || compared.of === shown.of) {
    return (
      <EmptyState title="Compared with itself" action={<Button onClick={end}>Don’t compare</Button>}>
        Show the life of another event, and it stands beside this one.
      </EmptyState>
    );
  }
  return (
    <div className={styles.comparison}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Hop</th>
            <th scope="col">{nameOf(shown)}</th>
            <th scope="col">{nameOf(compared)}</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">All of it</th>
            <td>{tookText(shown)}</td>
            <td>{tookText(compared)}</td>
            <td>{differenceText(tookMs(shown), tookMs(compared))}</td>
          </tr>
          {rows.map((row) => (
            <Row key={row.key} row={row} onChoose={(step) => selectStep(app, step.key)} />
          ))}
        </tbody>
      </table>
      <Button look="ghost" icon={X} onClick={end}>
        End the comparison
      </Button>
    </div>
  );
}

function Row({ row, onChoose }: { row: ComparedStep; onChoose: (step: LifeStep) => void }) {
  const { kind, name, depth, one, other } = row;
  const isTimed = kind === 'consumer' && one !== undefined && other !== undefined;
  return (
    <tr>
      <th scope="row" title={name} style={{ paddingLeft: 4 + Math.min(depth, 12) * 5 }}>
        <span className={styles.name}>
          <Icon icon={kindIcons[kind]} size={12} />
          {one ? (
            <button type="button" className="cut" onClick={() => onChoose(one)}>
              {name}
            </button>
          ) : (
            <span className="cut">{name}</span>
          )}
        </span>
      </th>
      <Cell step={one} />
      <Cell step={other} />
      <td>{isTimed ? differenceText(stepMs(one), stepMs(other)) : !one || !other ? 'only in one' : ''}</td>
    </tr>
  );
}

function Cell({ step }: { step: LifeStep | undefined }) {
  if (!step) return <td className={styles.missing}>–</td>;
  const text = step.kind === 'producer' ? '' : latencyText(stepMs(step));
  return (
    <td data-failed={isFailed(step) || undefined}>
      {text}
      {isFailed(step) && <span className={styles.word}> {stateWord(step)}</span>}
    </td>
  );
}

function nameOf({ life }: ShownLife): string {
  const focused = life.events.find(({ ref }) => ref === life.focus);
  return focused?.key ?? (focused && positionText(focused)) ?? 'no key';
}

function tookMs({ steps }: ShownLife): number {
  const { fromMs, toMs } = figuresOf(steps);
  return toMs - fromMs;
}

function tookText(shown: ShownLife): string {
  return latencyText(tookMs(shown));
}

function differenceText(oneMs: number, otherMs: number): string {
  const difference = oneMs - otherMs;
  if (Math.abs(difference) < 0.05) return 'the same';
  return `${latencyText(Math.abs(difference))} ${difference > 0 ? 'slower' : 'faster'}`;
}
