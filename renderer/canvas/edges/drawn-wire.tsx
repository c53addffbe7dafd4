import type { ConnectionLineComponentProps } from '@xyflow/react';
import { useStore } from '@xyflow/react';
import { useEffect } from 'react';
import { canConnect, type Graph } from '../../../shared/graph/index.ts';
import { useGraph } from '../../state/app-state.ts';
import { useCanvas, useCanvasView, type DrawnWire as Drawn } from '../canvas-store.ts';
import { kindsThatFit } from '../model/connect.ts';
import { contains, type Point } from '../model/geometry.ts';
import type { FlowNode } from '../model/flow-elements.ts';
import { shownBox } from '../model/placement.ts';
import { candidatesOf, portOf } from '../routing/candidates.ts';
import { pathText } from '../routing/path-text.ts';
import { arrowheadId } from './wire-edge.tsx';
import styles from './drawn-wire.module.css';

/** The wire while it is drawn, and at the pointer what would become of it. */
export function DrawnWire({ toX, toY }: ConnectionLineComponentProps<FlowNode>) {
  const canvas = useCanvas();
  const graph = useGraph();
  const wire = useCanvasView((view) => view.wire);
  const zoom = useStore(({ transform: [, , scale] }) => scale);
  const over = wire && nodeAt(canvas.now.placement, wire.node, { x: toX, y: toY });
  useEffect(() => {
    const { wire: current } = canvas.getState();
    if (current && current.over !== over) canvas.setState({ wire: { ...current, over } });
  }, [canvas, over]);
  useEffect(() => {
    const cancel = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') canvas.setState({ wire: undefined });
    };
    window.addEventListener('keydown', cancel);
    return () => window.removeEventListener('keydown', cancel);
  }, [canvas]);
  const box = wire && canvas.now.placement && shownBox(canvas.now.placement, wire.node);
  if (!wire || !box) return null;
  const words = wordsFor(graph, wire, over);
  const isRefused = over !== undefined && !wire.allowed.has(over);
  return (
    <g className={styles.wire} data-refused={isRefused || undefined}>
      <path
        className={styles.line}
        d={pathText(wayTo(box, wire.from, { x: toX, y: toY }))}
        markerEnd={`url(#${arrowheadId})`}
      />
      {words !== undefined && (
        <g transform={`translate(${toX} ${toY}) scale(${1 / zoom})`}>
          <foreignObject x={14} y={10} width={300} height={80}>
            <span className={styles.words}>{words}</span>
          </foreignObject>
        </g>
      )}
    </g>
  );
}

function nodeAt(
  placement: ReturnType<typeof useCanvas>['now']['placement'],
  except: string,
  point: Point,
): string | undefined {
  if (!placement) return undefined;
  for (const [id, box] of placement.boxes) {
    if (id !== except && !placement.hiddenIn.has(id) && contains(box, point)) return id;
  }
  return undefined;
}

/** From the port to the pointer, or from the pointer to the port, as the router would lead it. */
function wayTo(box: Parameters<typeof portOf>[0], from: Drawn['from'], pointer: Point): readonly Point[] {
  const loose = { ...pointer, width: 0, height: 0 };
  const ends = {
    id: '',
    source: '',
    target: '',
    sourceBox: from === 'source' ? box : loose,
    targetBox: from === 'source' ? loose : box,
    mayRunUpright: false,
  };
  return candidatesOf(ends, [])[0]?.points ?? [portOf(box, 'right'), pointer];
}

function wordsFor(graph: Graph, wire: Drawn, over: string | undefined): string | undefined {
  const name = (id: string): string => graph.nodes.find((node) => node.id === id)?.name ?? '';
  if (over === undefined) {
    const start = graph.nodes.find(({ id }) => id === wire.node);
    const kinds = start ? kindsThatFit(start.kind, wire.from) : [];
    return kinds.length === 0 ? undefined : `Drop here for a ${kinds.join(' or ')}`;
  }
  const [source, target] = wire.from === 'source' ? [wire.node, over] : [over, wire.node];
  const connection = canConnect(graph, source, target);
  return connection.allowed ? `${name(source)} → ${name(target)}` : connection.reason;
}
