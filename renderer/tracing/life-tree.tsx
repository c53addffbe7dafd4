import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { useApp } from '../state/app-state.ts';
import { Segmented } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { kindIcons } from '../ui/kind-tile.tsx';
import { latencyText } from '../ui/number-text.ts';
import type { ShownLife } from './life-store.ts';
import styles from './life-tree.module.css';
import { gapsOf, stepLabel, stepTimeText } from './life-words.ts';
import { figuresOf, isFailed, stepsTowards, type LifeDirection } from './model/life-figures.ts';
import type { LifeStep } from './model/life-steps.ts';
import { axisLabels, timeScale, type TimeScale } from './model/time-scale.ts';
import { openStep } from './open-step.ts';
import { goOn, selectStep, stepsInSight, turnLife } from './open-life.ts';

const rowHeight = 24;
/** Rows in sight at once; a longer tree scrolls by itself. */
const mostRows = 14;
/** Deeper than this, steps stand no farther right. */
const deepestIndent = 12;

/** The causal tree with its waterfall. */
export function LifeTree({ shown, selected }: { shown: ShownLife; selected: LifeStep | undefined }) {
  const app = useApp();
  const steps = stepsInSight(shown);
  const scale = useMemo(() => scaleOf(steps), [steps]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const at = steps.findIndex(({ key }) => key === selected?.key);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);
  // Who asked for a life by keyboard goes on by keyboard.
  const { focus } = shown.life;
  useEffect(() => scroller.current?.focus({ preventScroll: true }), [focus]);
  const press = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, ']': 1, '[': -1, Home: -steps.length, End: steps.length }[event.key];
    if (by !== undefined) goOn(app, by);
    else if (event.key === 'Enter' && selected) openStep(app, selected);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <Directions shown={shown} />
      <TrueScale steps={steps} scale={scale} />
      <Legend scale={scale} />
      <div className={`${styles.row} ${styles.axis}`} aria-hidden>
        <span />
        <span />
        <Axis scale={scale} />
        <span className={styles.total}>total</span>
      </div>
      <div
        ref={scroller}
        className={styles.tree}
        style={{ height: Math.min(mostRows, steps.length) * rowHeight }}
        role="tree"
        aria-label="Hops"
        aria-activedescendant={selected && `hop-${selected.number}`}
        tabIndex={0}
        onKeyDown={press}
      >
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const step = steps[index];
            return (
              step && (
                <div
                  key={step.key}
                  id={`hop-${step.number}`}
                  className={`${styles.row} ${styles.step}`}
                  role="treeitem"
                  tabIndex={-1}
                  aria-level={step.depth + 1}
                  aria-selected={step.key === selected?.key}
                  data-failed={isFailed(step) || undefined}
                  style={{ transform: `translateY(${start}px)` }}
                  onPointerDown={() => selectStep(app, step.key)}
                  onDoubleClick={() => openStep(app, step)}
                >
                  <span className="visually-hidden">{stepLabel(step)}</span>
                  <StepCells step={step} scale={scale} />
                </div>
              )
            );
          })}
        </div>
      </div>
      {gapsOf(shown).map((gap) => (
        <p key={gap} className={styles.gap}>
          {gap}
        </p>
      ))}
    </>
  );
}

function scaleOf(steps: readonly LifeStep[]): TimeScale {
  return timeScale(
    steps.flatMap(({ fromMs, toMs, spans }) => [fromMs, toMs, ...spans.flatMap((span) => [span.fromMs, span.toMs])]),
  );
}

function Directions({ shown }: { shown: ShownLife }) {
  const app = useApp();
  const { steps, life, direction } = shown;
  const came = stepsTowards(steps, life.focus, 'forward').length - 1;
  const caused = stepsTowards(steps, life.focus, 'backward').length - 1;
  return (
    <div className={styles.directions}>
      <Segmented<LifeDirection>
        label="What is shown"
        value={direction}
        onChange={(next) => void turnLife(app, next)}
        options={[
          { value: 'whole', label: 'Whole life' },
          { value: 'forward', label: `What came of this ${came}` },
          { value: 'backward', label: `What caused this ${caused}` },
        ]}
      />
    </div>
  );
}

/** All of the time at one scale: where it went. The boxed parts are what stands below. */
function TrueScale({ steps, scale }: { steps: readonly LifeStep[]; scale: TimeScale }) {
  const { fromMs, toMs } = figuresOf(steps);
  const whole = toMs - fromMs;
  if (whole <= 0 || scale.cuts.length === 0) return null;
  const share = (ms: number): string => `${(100 * (ms - fromMs)) / whole}%`;
  const width = (from: number, to: number): string => `${(100 * (to - from)) / whole}%`;
  const spans = steps.flatMap((step) =>
    step.spans.map((span) => ({ ...span, key: `${step.key} ${span.fromMs} ${span.kind}` })),
  );
  return (
    <div className={styles.trueScale} aria-hidden>
      <span className={styles.scaleWords}>
        {latencyText(whole)} at true scale <span>boxed parts are enlarged below</span>
      </span>
      <span className={styles.line} />
      {spans.map(({ key, kind, ...span }) => (
        <i key={key} data-kind={kind} style={{ left: share(span.fromMs), width: width(span.fromMs, span.toMs) }} />
      ))}
      {scale.sections.map((section) => (
        <b key={section.fromMs} style={{ left: share(section.fromMs), width: width(section.fromMs, section.toMs) }} />
      ))}
    </div>
  );
}

function Legend({ scale }: { scale: TimeScale }) {
  return (
    <p className={styles.legend} aria-hidden>
      <span>
        <i data-kind="waiting" /> waiting
      </span>
      <span>
        <i data-kind="working" /> working
      </span>
      <span>
        <i data-kind="stored" /> stored
      </span>
      <span>
        <i data-kind="failed" /> failed try
      </span>
      {scale.cutMs > 0 && <span className={styles.cutWords}>{latencyText(scale.cutMs)} cut out</span>}
    </p>
  );
}

/** Two labels nearer than this share of the axis would run into each other. */
const roomOfLabel = 0.13;

function Axis({ scale }: { scale: TimeScale }) {
  return (
    <span className={styles.ticks}>
      {axisLabels(scale, roomOfLabel).map(({ at, text }) => (
        <span key={at} style={{ left: percent(at) }} data-side={at < 0.06 ? 'start' : at > 0.88 ? 'end' : undefined}>
          {text}
        </span>
      ))}
    </span>
  );
}

function StepCells({ step, scale }: { step: LifeStep; scale: TimeScale }) {
  const { kind, number, depth, name, fromMs, toMs, spans } = step;
  return (
    <>
      <span className={styles.number} aria-hidden>
        {number}
      </span>
      <span aria-hidden className={styles.name} style={{ paddingLeft: Math.min(depth, deepestIndent) * 7 }}>
        {depth > 0 && <span className={styles.elbow} />}
        <span className={styles[kind]}>
          <Icon icon={kindIcons[kind]} size={12} />
        </span>
        <span className="cut" title={name}>
          {name}
        </span>
      </span>
      <span className={styles.track} aria-hidden>
        {scale.ticks.map(({ at }) => (
          <u key={at} className={styles.grid} style={{ left: percent(at) }} />
        ))}
        {scale.cuts.map(({ left, width }) => (
          <u key={left} className={styles.cut} style={{ left: percent(left), width: percent(width) }} />
        ))}
        {kind === 'consumer' ? (
          spans.map((span) => (
            <i
              key={`${span.fromMs} ${span.kind}`}
              data-kind={span.kind}
              style={{
                left: percent(scale.place(span.fromMs)),
                width: percent(scale.place(span.toMs) - scale.place(span.fromMs)),
              }}
            />
          ))
        ) : (
          <i
            data-kind={kind === 'topic' ? 'stored' : 'emitted'}
            style={{ left: percent(scale.place(kind === 'topic' ? toMs : fromMs)) }}
          />
        )}
        {kind === 'consumer' &&
          scale.cuts
            .filter(({ left, width }) => scale.place(fromMs) <= left + 1e-9 && scale.place(toMs) >= left + width - 1e-9)
            .map(({ left, width }) => (
              <u key={left} className={styles.break} style={{ left: percent(left + width / 2) }} />
            ))}
      </span>
      <span className={styles.time} aria-hidden>
        {stepTimeText(step)}
      </span>
    </>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
