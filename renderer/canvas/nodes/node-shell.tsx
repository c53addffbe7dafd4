import { Handle, Position } from '@xyflow/react';
import { useRef, type ReactNode } from 'react';
import type { NodeKind } from '../../../shared/graph/index.ts';
import { useView } from '../../state/app-state.ts';
import { useCalmSession } from '../calm-session.ts';
import { useCanvasView } from '../canvas-store.ts';
import { useDistance } from '../distance.ts';
import { useKeepFocus } from '../use-keep-focus.ts';
import type { Side } from '../routing/route.ts';
import { orderOnWay } from '../order-on-way.ts';
import { Anchors } from './anchors.tsx';
import { nodeHeat, type NodeHeat } from './heat.ts';
import styles from './node.module.css';

export type NodeTone = 'plain' | 'warning' | 'error' | 'stalled' | 'stopped' | 'new';

interface NodeShellProps {
  id: string;
  kind: NodeKind | 'service';
  /** The accessible name, with how it is. */
  label: string;
  /** Said in a tooltip: the whole name, and why it is in trouble. */
  title?: string | undefined;
  tone: NodeTone;
  selected: boolean;
  inPorts: boolean;
  outPorts: boolean;
  children: ReactNode;
}

/** What all nodes have in common: outline by kind and state, ports, focus. */
export function NodeShell({ id, kind, label, title, tone, selected, inPorts, outPorts, children }: NodeShellProps) {
  const distance = useDistance();
  const mark = useMark(id);
  const heat = useHeat(id);
  const element = useRef<HTMLDivElement>(null);
  useKeepFocus(element);
  const order = useCanvasView(({ followed }) => followed?.nodes.get(id)?.order);
  const isDimmed = mark === 'dimmed' && (tone === 'plain' || tone === 'stopped' || tone === 'new');
  return (
    <div
      ref={element}
      role="group"
      aria-roledescription="node"
      aria-label={label}
      tabIndex={0}
      data-node={id}
      title={title}
      className={[styles.node, styles[kind], distance === 'near' ? '' : styles.far].filter(Boolean).join(' ')}
      data-tone={tone}
      data-mark={isDimmed || mark !== 'dimmed' ? mark : undefined}
      data-heat={heat > 1 ? heat : undefined}
      data-selected={selected || undefined}
      style={order === undefined ? undefined : orderOnWay(order)}
    >
      {children}
      {distance === 'tiny' ? (
        <Anchors inward={inPorts} outward={outPorts} />
      ) : (
        <Ports id={id} inPorts={inPorts} outPorts={outPorts} />
      )}
    </div>
  );
}

const positions: Record<Side, Position> = {
  left: Position.Left,
  right: Position.Right,
  top: Position.Top,
  bottom: Position.Bottom,
};

function Ports({ id, inPorts, outPorts }: { id: string; inPorts: boolean; outPorts: boolean }) {
  return (
    <>
      {inPorts && <Port side="left" type="target" />}
      {outPorts && <Port side="right" type="source" />}
      {inPorts && outPorts && <UprightPorts id={id} />}
      <ConnectCover inPorts={inPorts} outPorts={outPorts} />
    </>
  );
}

function Port({ side, type }: { side: Side; type: 'source' | 'target' }) {
  return <Handle id={side} type={type} position={positions[side]} className={styles.port} />;
}

/** Above and below a node, where a wire comes in or goes out there. */
function UprightPorts({ id }: { id: string }) {
  const top = useCanvasView(({ uprightPorts }) => uprightPorts.has(`${id}:top`));
  const bottom = useCanvasView(({ uprightPorts }) => uprightPorts.has(`${id}:bottom`));
  return (
    <>
      {top && <span className={`${styles.portMark} ${styles.portTop}`} />}
      {bottom && <span className={`${styles.portMark} ${styles.portBottom}`} />}
    </>
  );
}

/** With the connect tool a wire starts anywhere on a node. */
function ConnectCover({ inPorts, outPorts }: { inPorts: boolean; outPorts: boolean }) {
  const isConnecting = useView(({ tool }) => tool === 'connect');
  if (!isConnecting || !(inPorts || outPorts)) return null;
  const type = outPorts ? 'source' : 'target';
  return (
    <Handle id="cover" type={type} position={outPorts ? Position.Right : Position.Left} className={styles.cover} />
  );
}

/** From the second step on it is shown: a healthy system is nearly grey. */
function useHeat(id: string): NodeHeat {
  const measure = useCanvasView(({ shows, heatBy }) => (shows.heat ? heatBy : undefined));
  return useCalmSession(({ nodes }) => (measure === undefined ? 0 : nodeHeat(measure, nodes[id])));
}

/** What is marked on a node beside its state: a wire that is drawn to it, a search, a focus. */
function useMark(id: string): string | undefined {
  return useCanvasView(({ wire, search, followed, reach }) => {
    if (wire) {
      if (wire.node === id) return undefined;
      const allowed = wire.allowed.has(id);
      if (wire.over === id) return allowed ? 'drop' : 'no-drop';
      return allowed ? 'droppable' : undefined;
    }
    if (search && search.text !== '') {
      if (!search.hits.includes(id)) return 'dimmed';
      return search.hits[search.current] === id ? 'current-hit' : 'hit';
    }
    if (followed) {
      const onWay = followed.nodes.get(id);
      return onWay === undefined ? 'off-way' : onWay.failed ? 'failed-on-way' : 'on-way';
    }
    return reach && !reach.elements.has(id) ? 'outside' : undefined;
  });
}
