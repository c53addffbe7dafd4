import type { ReactNode } from 'react';
import type { NodeKind } from '../../../shared/graph/index.ts';
import type { Box } from '../../canvas/model/geometry.ts';
import { kindIcons } from '../../ui/kind-tile.tsx';
import { fitText, type MeasureText } from './picture-text.ts';
import type { ColourName, Colours } from './theme-colours.ts';

/** How everything in a picture looks: literal colours and faces, since a file has no style sheet of ours. */
export interface Look {
  readonly colours: Colours;
  readonly faces: { readonly text: string; readonly code: string };
  readonly measure: MeasureText;
}

export function fill({ colours }: Look, name: ColourName) {
  const { colour, opacity } = colours[name];
  return opacity === 1 ? { fill: colour } : { fill: colour, fillOpacity: opacity };
}

export function stroke({ colours }: Look, name: ColourName, width = 1) {
  return { stroke: colours[name].colour, strokeWidth: width };
}

/** From the middle of a line to its base, of the size of the letters: where CSS has them in Inter. */
const baseline = 0.364;

interface WordsProps {
  look: Look;
  x: number;
  /** The middle of the line. */
  y: number;
  /** Room; what is longer is cut. */
  width: number;
  size?: number;
  weight?: 400 | 500 | 600;
  colour?: ColourName;
  isCode?: boolean;
  /** `x` is where it ends. */
  isAtEnd?: boolean;
  children: string;
}

/** A line of text, as text. What isn't code is in the picture's own face. */
export function Words({ look, x, y, width, size = 12, weight = 400, colour = 'text-1', ...rest }: WordsProps) {
  const { isCode = false, isAtEnd = false, children } = rest;
  const family = isCode ? look.faces.code : look.faces.text;
  return (
    <text
      x={x}
      y={Math.round((y + size * baseline) * 100) / 100}
      {...(isCode ? { fontFamily: family } : {})}
      fontSize={size}
      fontWeight={weight}
      {...fill(look, colour)}
      {...(isAtEnd ? { textAnchor: 'end' } : {})}
    >
      {fitText(children, width, `${weight} ${size}px ${family}`, look.measure)}
    </text>
  );
}

/** The outline of a node: drawn inwards, as a border is. */
export function Outline({ look, box, radius, line, background = 'bg-raised', children }: OutlineProps) {
  const { x, y, width, height } = box;
  return (
    <>
      <rect
        x={x + 0.5}
        y={y + 0.5}
        width={width - 1}
        height={height - 1}
        rx={radius}
        {...fill(look, background)}
        {...stroke(look, line)}
      />
      {children}
    </>
  );
}

interface OutlineProps {
  look: Look;
  box: Box;
  radius: number;
  line: ColourName;
  background?: ColourName;
  children?: ReactNode;
}

const tileColours: Record<NodeKind, readonly [ColourName, ColourName]> = {
  producer: ['producer-soft', 'producer'],
  topic: ['topic-soft', 'topic'],
  consumer: ['consumer-soft', 'consumer'],
  note: ['idle-soft', 'text-2'],
};

export const tileWidth = (kind: NodeKind): number => (kind === 'consumer' ? 20 : 18);

/** The kind by silhouette and icon, 18 high. */
export function Tile({ look, kind, x, y }: { look: Look; kind: NodeKind; x: number; y: number }) {
  const Glyph = kindIcons[kind];
  const [soft, full] = tileColours[kind];
  const width = tileWidth(kind);
  return (
    <>
      {kind === 'producer' && <circle cx={x + 9} cy={y + 9} r={9} {...fill(look, soft)} />}
      {(kind === 'topic' || kind === 'note') && (
        <rect x={x} y={y} width={18} height={18} rx={kind === 'note' ? 3 : 2} {...fill(look, soft)} />
      )}
      {kind === 'consumer' && <polygon points={sixSides(x, y)} {...fill(look, soft)} />}
      <Glyph
        x={x + width / 2 - 6}
        y={y + 3}
        size={12}
        color={look.colours[full].colour}
        strokeWidth={1.75}
        absoluteStrokeWidth
        className=""
      />
    </>
  );
}

function sixSides(x: number, y: number): string {
  const corners = [
    [0.25, 0.02],
    [0.75, 0.02],
    [1, 0.5],
    [0.75, 0.98],
    [0.25, 0.98],
    [0, 0.5],
  ] as const;
  return corners.map(([across, down]) => `${x + across * 20},${Math.round((y + down * 18) * 100) / 100}`).join(' ');
}

/** Where wires begin and end. */
export function Port({ look, x, y }: { look: Look; x: number; y: number }) {
  return <circle cx={x} cy={y} r={2.75} {...fill(look, 'bg-canvas')} {...stroke(look, 'line-edge', 1.5)} />;
}
