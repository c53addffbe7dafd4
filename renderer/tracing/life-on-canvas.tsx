import { Panel, useInternalNode, useStore, ViewportPortal } from '@xyflow/react';
import { CircleAlert, X } from 'lucide-react';
import { useEffect, useMemo, type CSSProperties, type ReactNode } from 'react';
import { fitBoxes } from '../canvas/camera.ts';
import { useCanvas, useCanvasView } from '../canvas/canvas-store.ts';
import { wordsPlace } from '../canvas/edges/words-place.ts';
import type { Box } from '../canvas/model/geometry.ts';
import { shownAs, shownBox } from '../canvas/model/placement.ts';
import { strokeText } from '../actions/keys.ts';
import { useApp, useGraph } from '../state/app-state.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import { latencyText } from '../ui/number-text.ts';
import styles from './life-on-canvas.module.css';
import { useLife, type ShownLife } from './life-store.ts';
import { plural, positionText } from './life-words.ts';
import { canvasWay, type CanvasWay, type NodeOnWay } from './model/canvas-way.ts';
import { figuresOf } from './model/life-figures.ts';
import { leaveLife, selectStep, stepsInSight } from './open-life.ts';

/** What is written on the drawing while a life is shown: the numbers of its hops, times at nodes, words at wires, and a bar on top. */
export function LifeOnCanvas() {
  const shown = useLife((view) => view.shown);
  return shown && <ShownOnCanvas shown={shown} />;
}

function ShownOnCanvas({ shown }: { shown: ShownLife }) {
  const canvas = useCanvas();
  const graph = useGraph();
  const { steps, life, direction } = shown;
  const way = useMemo(
    () => canvasWay(stepsInSight({ ...shown, steps, life, direction }), graph),
    // The selected hop changes nothing of the way.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [steps, life, direction, graph],
  );
  const { traceId, focus } = life;
  useEffect(() => {
    let frame = 0;
    const tryFit = (left: number): void => {
      const { placement, flow } = canvas.now;
      // The canvas may have been put up anew, with the panels beside it.
      if ((!placement || !flow) && left > 0) {
        frame = requestAnimationFrame(() => tryFit(left - 1));
        return;
      }
      const boxes = placement ? [...way.nodes.keys()].flatMap((id) => shownBox(placement, id) ?? []) : [];
      fitBoxes(canvas, boxes.map(withRoom), 1);
    };
    frame = requestAnimationFrame(() => tryFit(patience));
    return () => cancelAnimationFrame(frame);
    // Only another event moves the camera: it is the person's from then on.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [canvas, traceId, focus]);
  return (
    <>
      <LifeBar shown={shown} way={way} />
      <ViewportPortal>
        <Readable>
          <Numbers way={way} selected={shown.selected} />
          <Words way={way} />
        </Readable>
      </ViewportPortal>
    </>
  );
}

/** What is written keeps its size where the drawing is made smaller. */
function Readable({ children }: { children: ReactNode }) {
  const zoom = useStore(({ transform }) => transform[2]);
  const style: CSSProperties & Record<'--enlarged', number> = { '--enlarged': Math.max(1, 1 / zoom) };
  return <div style={style}>{children}</div>;
}

/** Frames that a canvas is waited for. */
const patience = 40;

/** Above a node stands a number, below it times, and above all of them the bar. */
function withRoom(box: Box): Box {
  return { ...box, y: box.y - 44, height: box.height + 60 };
}

function LifeBar({ shown, way }: { shown: ShownLife; way: CanvasWay }) {
  const app = useApp();
  const steps = stepsInSight(shown);
  const { branches, failed } = figuresOf(steps);
  const focused = shown.life.events.find(({ ref }) => ref === shown.life.focus);
  return (
    <Panel position="top-left" className={styles.bar} role="region" aria-label="Followed event">
      {focused && (
        <>
          <span className={styles.chip}>
            <KindTile kind="topic" />
            <span className="cut">{focused.topic.name}</span>
          </span>
          <span className="mono">{positionText(focused) ?? 'refused'}</span>
          <span className={styles.separator} />
        </>
      )}
      <span>
        {plural(steps.length, 'hop')}
        {branches > 1 && `, ${branches} branches`}
      </span>
      {failed.length > 0 && (
        <>
          <span className={styles.separator} />
          <span className={styles.failed}>
            <Icon icon={CircleAlert} size={14} /> {failed.length} failed
          </span>
        </>
      )}
      {way.undrawn.length > 0 && (
        <>
          <span className={styles.separator} />
          <span>{way.undrawn.length} not drawn</span>
        </>
      )}
      <span className={styles.back}>Back to the whole canvas</span>
      <kbd className={styles.key}>{strokeText('Escape')}</kbd>
      <IconButton
        icon={X}
        label="Back to the whole canvas"
        stroke="Escape"
        size="small"
        onClick={() => leaveLife(app)}
      />
    </Panel>
  );
}

interface Drawn {
  readonly id: string;
  readonly nodes: readonly NodeOnWay[];
}

/** Of each node that is drawn; those of a folded service stand at the service. */
function Numbers({ way, selected }: { way: CanvasWay; selected: string | undefined }) {
  const canvas = useCanvas();
  const { placement } = canvas.now;
  if (!placement) return null;
  const drawn = new Map<string, Drawn>();
  for (const [id, node] of way.nodes) {
    const shownId = shownAs(placement, id);
    drawn.set(shownId, { id: shownId, nodes: [...(drawn.get(shownId)?.nodes ?? []), node] });
  }
  return [...drawn.values()].map(({ id, nodes }) => (
    <NumberOfNode key={id} id={id} nodes={nodes} selected={selected} />
  ));
}

const mostNumbers = 3;

function NumberOfNode({ id, nodes, selected }: Drawn & { selected: string | undefined }) {
  const app = useApp();
  const flow = useInternalNode(id);
  if (!flow) return null;
  const { x, y } = flow.internals.positionAbsolute;
  const { width = 0, height = 0 } = flow.measured;
  const numbers = nodes.flatMap((node) => node.numbers);
  const keys = nodes.flatMap((node) => node.keys);
  const failed = nodes.some((node) => node.failed);
  const [only] = nodes.length === 1 ? nodes : [];
  const shownNumbers = numbers.slice(0, mostNumbers).join(' · ');
  const more = numbers.length > mostNumbers ? ` +${numbers.length - mostNumbers}` : '';
  const at = keys.indexOf(selected ?? '');
  return (
    <>
      <button
        type="button"
        className={`${styles.number} nodrag nopan`}
        data-failed={failed || undefined}
        data-selected={at >= 0 || undefined}
        style={{ left: x, top: y }}
        aria-label={`Hop ${numbers.join(', ')}`}
        // A node that it went through several times: each press goes to the next.
        onClick={() => selectStep(app, keys[(at + 1) % keys.length])}
      >
        {shownNumbers}
        {more}
      </button>
      {only?.times && <Times node={only} times={only.times} left={x + width / 2} top={y + height} />}
    </>
  );
}

const barWidth = 34;

interface TimesProps {
  node: NodeOnWay;
  times: NonNullable<NodeOnWay['times']>;
  left: number;
  top: number;
}

function Times({ node, times, left, top }: TimesProps) {
  const { waitingMs, workingMs, tries } = times;
  const share = waitingMs / (waitingMs + workingMs || 1);
  const waitWidth = Math.round(6 + (barWidth - 12) * share);
  return (
    <span className={styles.times} data-failed={node.failed || undefined} style={{ left, top }}>
      <i className={styles.wait} style={{ width: waitWidth }} />
      <span className="visually-hidden">waited</span>
      {latencyText(waitingMs)}
      <i className={styles.work} style={{ width: barWidth - waitWidth }} />
      <span className="visually-hidden">worked</span>
      {node.failed && tries > 1 ? `${tries} tries` : latencyText(workingMs)}
    </span>
  );
}

/** How sure causes are that one can't be sure of, at the wires. */
function Words({ way }: { way: CanvasWay }) {
  const routes = useCanvasView((view) => view.routes);
  return [...way.edges].map(([edge, { words }]) => {
    const route = words === undefined ? undefined : routes.get(edge);
    if (!route) return null;
    const { x, y } = wordsPlace(route);
    return (
      <span key={edge} className={styles.words} data-words={words} style={{ left: x, top: y }}>
        {words}
      </span>
    );
  });
}
