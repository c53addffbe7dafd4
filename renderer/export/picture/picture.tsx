import type { Ref } from 'react';
import type { Edge } from '../../../shared/graph/index.ts';
import type { Point } from '../../canvas/model/geometry.ts';
import { pathLength, pathText, shortened } from '../../canvas/routing/path-text.ts';
import type { Route } from '../../canvas/routing/route.ts';
import { pictureBox, type Drawing } from './drawing.ts';
import { NodePicture, ServicePicture } from './picture-nodes.tsx';
import { fill, stroke, type Look } from './picture-parts.tsx';
import { xmlText } from './picture-text.ts';

interface PictureProps {
  drawing: Drawing;
  look: Look;
  ref?: Ref<SVGSVGElement>;
}

/** As on the canvas: from the middle of a port to its rim, and to where the arrowhead begins. */
const startGap = 4;
const endGap = 9;
const dashLength = 8;

/**
 * The whole drawing as one SVG element that needs nothing else: no style sheet, no script, no file. What a person named is
 * text in it and nothing more.
 */
export function Picture({ drawing, look, ref }: PictureProps) {
  const { graph, placement, wires, routes } = drawing;
  const { x, y, width, height } = pictureBox(drawing);
  const uprights = uprightPorts(drawing);
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      {...(ref === undefined ? {} : { ref })}
      width={width}
      height={height}
      viewBox={`${x} ${y} ${width} ${height}`}
      fontFamily={look.faces.text}
      role="img"
      aria-label={xmlText(graph.name)}
    >
      <title>{xmlText(graph.name)}</title>
      <rect x={x} y={y} width={width} height={height} {...fill(look, 'bg-canvas')} />
      {[...placement.frames.values()]
        .filter(({ folded }) => !folded)
        .map((frame) => (
          <ServicePicture key={frame.service.id} look={look} frame={frame} />
        ))}
      {wires.map(({ id, edges }) => {
        const route = routes.get(id);
        return route && <WirePicture key={id} look={look} route={route} edges={edges} />;
      })}
      {[...placement.frames.values()]
        .filter(({ folded }) => folded)
        .map((frame) => (
          <ServicePicture key={frame.service.id} look={look} frame={frame} />
        ))}
      {graph.nodes.map((node) => {
        const box = placement.hiddenIn.has(node.id) ? undefined : placement.boxes.get(node.id);
        const upright = { top: uprights.has(`${node.id}:top`), bottom: uprights.has(`${node.id}:bottom`) };
        return box && <NodePicture key={node.id} look={look} node={node} box={box} upright={upright} />;
      })}
    </svg>
  );
}

function WirePicture({ look, route, edges }: { look: Look; route: Route; edges: readonly Edge[] }) {
  const isDeadLetters = edges.some(({ deadLetter }) => deadLetter);
  const colour = isDeadLetters ? 'error' : 'line-edge';
  const points = shortened(route.points, startGap, endGap);
  return (
    <g>
      <path
        d={pathText(points)}
        fill="none"
        {...stroke(look, colour, 1.5)}
        {...(isDeadLetters
          ? { strokeDasharray: '4 4', strokeDashoffset: Math.round(-(pathLength(points) % dashLength) * 100) / 100 }
          : {})}
      />
      <path d={arrowhead(points)} {...fill(look, colour)} />
    </g>
  );
}

/** A triangle that goes on where the line ends. */
function arrowhead(points: readonly Point[]): string {
  const tip = points.at(-1);
  const from = points.at(-2);
  if (!tip || !from) return '';
  const [across, down] = [Math.sign(tip.x - from.x), Math.sign(tip.y - from.y)];
  const at = (along: number, aside: number): string =>
    `${round(tip.x + across * along - down * aside)} ${round(tip.y + down * along + across * aside)}`;
  return `M${at(-2, -3.2)}L${at(4.5, 0)}L${at(-2, 3.2)}Z`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** `NODE_ID:top`, `NODE_ID:bottom`: where wires come in from above or below. */
function uprightPorts({ wires, routes }: Drawing): ReadonlySet<string> {
  return new Set(
    wires.flatMap(({ id, source, target }) => {
      const route = routes.get(id);
      return route ? [`${source}:${route.sourceSide}`, `${target}:${route.targetSide}`] : [];
    }),
  );
}
