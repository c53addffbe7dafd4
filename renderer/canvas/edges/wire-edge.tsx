import type { EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import type { Edge } from '../../../shared/graph/index.ts';
import { bytesText, countText, rateText } from '../../ui/number-text.ts';
import { useCalmSession } from '../calm-session.ts';
import { useCanvasView, type Followed } from '../canvas-store.ts';
import type { FlowEdge } from '../model/flow-elements.ts';
import { useDistance } from '../distance.ts';
import { orderOnWay } from '../order-on-way.ts';
import { pathLength, pathText, shortened } from '../routing/path-text.ts';
import type { Route } from '../routing/route.ts';
import { Marks } from './marks.tsx';
import { longestPiece } from './words-place.ts';
import styles from './wire.module.css';

export const arrowheadId = 'topicraft-arrowhead';

/** From the middle of a port to its rim, and to where the arrowhead begins. */
const startGap = 4;
const endGap = 9;
/** Dash and gap of dead letters. */
const dashLength = 8;

export const WireEdge = memo(function WireEdge({ id, data, selected }: EdgeProps<FlowEdge>) {
  const route = useCanvasView(({ routes }) => routes.get(id));
  const distance = useDistance();
  const isNear = distance === 'near';
  const edges = data?.edges ?? [];
  const isFollowing = useCanvasView(({ followed }) => followed !== undefined);
  const order = useCanvasView(({ followed }) => orderOf(edges, followed));
  // Of a way over the drawing is told when its event was there, not what runs now.
  const flow = useFlow(edges, isNear && !isFollowing);
  const tone = useWireTone(id, edges, flow.fallingBehind);
  if (!route) return null;
  const drawn = shortened(route.points, startGap, endGap);
  const path = pathText(drawn);
  const length = pathLength(drawn);
  return (
    <g
      className={styles.wire}
      data-tone={tone}
      data-selected={selected || undefined}
      data-wire={id}
      style={order === undefined ? undefined : orderOnWay(order)}
    >
      <title>{flow.events > 0 ? `${data?.label}: ${eventsText(flow.events)}${bytesOf(flow)}` : data?.label}</title>
      {distance !== 'tiny' && <path className={styles.hitArea} d={path} />}
      <path
        className={styles.line}
        d={path}
        // Dashes are counted from the end: where wires of several consumers come in together, theirs then coincide.
        strokeDashoffset={-(length % dashLength)}
        markerEnd={distance === 'tiny' ? undefined : `url(#${arrowheadId})`}
      />
      {isNear && flow.perSecond > 0 && (
        <Marks path={path} length={length} perSecond={flow.perSecond} events={flow.events} />
      )}
      {isNear && flow.events > 0 && <Rate route={route} perSecond={flow.perSecond} />}
    </g>
  );
});

function eventsText(events: number): string {
  return events === 1 ? '1 event' : `${countText(events)} events`;
}

/** What runs through it now, in bytes. */
function bytesOf({ bytesPerSecond }: Flow): string {
  return bytesPerSecond > 0 ? `, ${bytesText(Math.round(bytesPerSecond))}/s` : '';
}

function Rate({ route, perSecond }: { route: Route; perSecond: number }) {
  const showsRates = useCanvasView(({ shows }) => shows.rates);
  const place = route.label ?? hoverPlace(route);
  const isHidden = !showsRates || !route.label;
  return (
    <text className={isHidden ? `${styles.rate} ${styles.onHover}` : styles.rate} x={place.x} y={place.y}>
      {rateText(perSecond)}/s
    </text>
  );
}

/** In the middle of the longest piece, for a rate that has no room of its own. */
function hoverPlace({ points }: Route): { x: number; y: number } {
  const longest = longestPiece(points);
  const middle = (longest.from + longest.to) / 2;
  return longest.upright ? { x: longest.at, y: middle } : { x: middle, y: longest.at - 10 };
}

interface Flow {
  readonly perSecond: number;
  readonly bytesPerSecond: number;
  readonly events: number;
  readonly fallingBehind: boolean;
}

/** What runs through a wire: the sums of its edges. From afar no numbers are drawn, so none are looked at. */
function useFlow(edges: readonly Edge[], isNear: boolean): Flow {
  const counted = isNear ? edges : none;
  const perSecond = useCalmSession((view) =>
    counted.reduce((sum, { id }) => sum + (view.edges[id]?.perSecond ?? 0), 0),
  );
  const bytesPerSecond = useCalmSession((view) =>
    counted.reduce((sum, { id }) => sum + (view.edges[id]?.bytesPerSecond ?? 0), 0),
  );
  const events = useCalmSession((view) => counted.reduce((sum, { id }) => sum + (view.edges[id]?.events ?? 0), 0));
  const fallingBehind = useCalmSession((view) => edges.some(({ id }) => view.edges[id]?.fallingBehind === true));
  return { perSecond, bytesPerSecond, events, fallingBehind };
}

const none: readonly Edge[] = [];

function orderOf(edges: readonly Edge[], followed: Followed | undefined): number | undefined {
  const orders = followed ? edges.flatMap(({ id }) => followed.edges.get(id)?.order ?? []) : [];
  return orders.length === 0 ? undefined : Math.min(...orders);
}

function wayTone(edges: readonly Edge[], followed: Followed | undefined): string | undefined {
  if (!followed) return undefined;
  const onWay = edges.flatMap(({ id }) => followed.edges.get(id) ?? []);
  if (onWay.length === 0) return 'off-way';
  return onWay.some(({ failed }) => failed) ? 'failed-way' : 'way';
}

function useWireTone(id: string, edges: readonly Edge[], fallingBehind: boolean): string {
  const isInsertion = useCanvasView(({ drop }) => drop?.wire === id);
  const isDimmed = useCanvasView(({ search }) => search !== undefined && search.text !== '');
  const isOutside = useCanvasView(
    ({ reach }) => reach !== undefined && !edges.some((edge) => reach.edges.has(edge.id)),
  );
  const way = useCanvasView(({ followed }) => wayTone(edges, followed));
  const isNew = useCalmSession(
    (view) => view.overview.state === 'running' && edges.every((edge) => view.edges[edge.id] === undefined),
  );
  if (isInsertion) return 'insertion';
  if (way !== undefined) return way;
  if (isOutside) return 'dimmed';
  if (fallingBehind) return 'warning';
  if (isDimmed) return 'dimmed';
  if (edges.some((edge) => edge.deadLetter)) return 'dead-letters';
  return isNew ? 'new' : 'plain';
}
