import type { Consumer, Node, Note, Producer, Topic } from '../../../shared/graph/index.ts';
import type { Box } from '../../canvas/model/geometry.ts';
import { cellsOf, partitionsText, triggerText } from '../../canvas/nodes/node-words.ts';
import type { Frame } from '../../canvas/model/placement.ts';
import { fill, Outline, Port, stroke, Tile, tileWidth, Words, type Look } from './picture-parts.tsx';
import { wrapText, xmlText } from './picture-text.ts';

interface NodePictureProps {
  look: Look;
  node: Node;
  box: Box;
  /** Whether wires come in from above, or from below. */
  upright: { readonly top: boolean; readonly bottom: boolean };
}

/** A node as it is drawn at rest, with its whole name as its title. */
export function NodePicture({ look, node, box, upright }: NodePictureProps) {
  const { x, y, width, height } = box;
  const middle = y + height / 2;
  return (
    <g>
      <title>{xmlText(`${node.kind} ${node.name}`)}</title>
      <Inside look={look} node={node} box={box} />
      {(node.kind === 'topic' || node.kind === 'consumer') && <Port look={look} x={x} y={middle} />}
      {node.kind !== 'note' && <Port look={look} x={x + width} y={middle} />}
      {upright.top && <Port look={look} x={x + width / 2} y={y} />}
      {upright.bottom && <Port look={look} x={x + width / 2} y={y + height} />}
    </g>
  );
}

function Inside({ look, node, box }: { look: Look; node: Node; box: Box }) {
  switch (node.kind) {
    case 'producer':
      return <ProducerInside look={look} node={node} box={box} />;
    case 'topic':
      return <TopicInside look={look} node={node} box={box} />;
    case 'consumer':
      return <ConsumerInside look={look} node={node} box={box} />;
    case 'note':
      return <NoteInside look={look} node={node} box={box} />;
  }
}

interface InsideProps<Kind extends Node> {
  look: Look;
  node: Kind;
  box: Box;
}

/** Tile and name, in a line of 20. */
function Head({ look, node, x, y, right }: { look: Look; node: Node; x: number; y: number; right: number }) {
  const nameX = x + tileWidth(node.kind) + 6;
  return (
    <>
      <Tile look={look} kind={node.kind} x={x} y={y + 1} />
      <Words look={look} x={nameX} y={y + 10} width={right - nameX + 1} weight={600}>
        {node.name}
      </Words>
    </>
  );
}

function ProducerInside({ look, node, box }: InsideProps<Producer>) {
  const { x, y, width } = box;
  const right = x + width - 13;
  return (
    <Outline look={look} box={box} radius={24.5} line="producer-line">
      <Head look={look} node={node} x={x + 11} y={y + 6} right={right} />
      <Words look={look} x={x + 35} y={y + 34} width={right - x - 35} size={11} colour="text-2" isCode>
        {triggerText(node.trigger)}
      </Words>
    </Outline>
  );
}

function TopicInside({ look, node, box }: InsideProps<Topic>) {
  const { x, y, width, height } = box;
  const right = x + width - 10;
  return (
    <Outline look={look} box={box} radius={2.5} line="topic-line">
      <rect x={x} y={y + 0.5} width={3} height={height - 1} rx={1.5} {...fill(look, 'topic-line')} />
      <rect x={x + width - 3} y={y + 0.5} width={3} height={height - 1} rx={1.5} {...fill(look, 'topic-line')} />
      <Head look={look} node={node} x={x + 10} y={y + 8} right={right} />
      <Partitions look={look} partitions={node.partitions} x={x + 10} y={y + 33} width={width - 20} />
      <Words look={look} x={x + 10} y={y + 57} width={right - x - 10} size={11} colour="text-2">
        {partitionsText(node.partitions)}
      </Words>
    </Outline>
  );
}

interface PartitionsProps {
  look: Look;
  partitions: number;
  x: number;
  y: number;
  width: number;
}

function Partitions({ look, partitions, x, y, width }: PartitionsProps) {
  const { heats, isStrip } = cellsOf(Array.from({ length: partitions }, () => 0));
  if (isStrip) return <rect x={x} y={y} width={width} height={12} {...fill(look, 'heat-0')} />;
  const gap = 2;
  const cell = (width - gap * (heats.length - 1)) / heats.length;
  return heats.map((_heat, index) => (
    <rect
      // The place is what a cell is known by.
      // oxlint-disable-next-line react/no-array-index-key
      key={index}
      x={Math.round((x + index * (cell + gap) + 0.5) * 100) / 100}
      y={y + 0.5}
      width={Math.round((cell - 1) * 100) / 100}
      height={11}
      rx={0.5}
      {...fill(look, 'heat-0')}
      {...stroke(look, 'line-control')}
      strokeOpacity={0.35}
    />
  ));
}

/** Above this, a number says it better. */
const mostPips = 8;

function ConsumerInside({ look, node, box }: InsideProps<Consumer>) {
  const { x, y, width } = box;
  const { instances } = node;
  const pips = instances <= mostPips ? instances : 0;
  const countX = x + 9 + pips * 11 + (pips > 0 ? 2 : 0);
  const right = x + width - 9;
  return (
    <Outline look={look} box={box} radius={9.5} line="consumer-line">
      <Head look={look} node={node} x={x + 9} y={y + 11} right={right} />
      {Array.from({ length: pips }, (_, index) => (
        <rect
          key={index}
          x={x + 9.75 + index * 11}
          y={y + 39.75}
          width={6.5}
          height={6.5}
          rx={1.25}
          fill="none"
          {...stroke(look, 'idle', 1.5)}
        />
      ))}
      <Words look={look} x={countX} y={y + 43} width={right - countX} size={11} colour="text-2">
        {instances === 1 ? '1 instance' : `${instances} instances`}
      </Words>
      <Words look={look} x={x + 9} y={y + 65} width={right - x - 9} size={11} colour="text-3">
        {failureText(node)}
      </Words>
    </Outline>
  );
}

const inTheEnd: Record<Consumer['whenExhausted'], string> = {
  'dead-letter': 'dead letter',
  'stop-partition': 'stop',
  skip: 'skip',
};

/** What happens where a handler fails: it stands in the place of what is known of a run. */
function failureText({ retry, whenExhausted }: Consumer): string {
  const retries = retry.limit === 1 ? '1 retry' : `${retry.limit} retries`;
  return retry.limit === 0 ? `no retry, ${inTheEnd[whenExhausted]}` : `${retries}, ${inTheEnd[whenExhausted]}`;
}

const noteLine = 16;

function NoteInside({ look, node, box }: InsideProps<Note>) {
  const { x, y, width, height } = box;
  const room = width - 20;
  const mostLines = Math.max(0, Math.floor((height - 16 - 18 - 2) / noteLine));
  const font = `400 11px ${look.faces.text}`;
  const lines = node.text === '' ? [] : wrapText(node.text, room, mostLines, font, look.measure);
  return (
    <Outline look={look} box={box} radius={2.5} line="line" background="bg-group">
      <Words look={look} x={x + 10} y={y + 17} width={room} weight={600}>
        {node.name}
      </Words>
      {lines.map((line, index) => (
        <Words
          // Lines have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          look={look}
          x={x + 10}
          y={y + 36 + index * noteLine}
          width={room + 1}
          size={11}
          colour="text-2"
        >
          {line}
        </Words>
      ))}
    </Outline>
  );
}

/** Tiles in a folded service, as many as there is room for. */
const mostTiles = 5;

/** A service: a frame behind its nodes, or folded, a box in their place that names them all in its title. */
export function ServicePicture({ look, frame }: { look: Look; frame: Frame }) {
  const { service, box, members, folded } = frame;
  const { x, y, width } = box;
  const count = String(members.length);
  const names = members.map(({ name }) => name).join(', ');
  const more = members.length - mostTiles;
  return (
    <g>
      <title>{xmlText(folded ? `service ${service.name}: ${names}` : `service ${service.name}`)}</title>
      <Outline
        look={look}
        box={box}
        radius={folded ? 7.5 : 11.5}
        line="line"
        background={folded ? 'bg-raised' : 'bg-group'}
      />
      <Words
        look={look}
        x={x + 11}
        y={y + 16}
        width={width - 42}
        size={11}
        weight={500}
        colour={folded ? 'text-1' : 'text-2'}
      >
        {service.name}
      </Words>
      <Words look={look} x={x + width - 10} y={y + 16} width={24} size={11} colour="text-3" isAtEnd>
        {count}
      </Words>
      {folded &&
        members
          .slice(0, mostTiles)
          .map(({ id, kind }, index) => <Tile key={id} look={look} kind={kind} x={x + 11 + index * 23} y={y + 36} />)}
      {folded && more > 0 && (
        <Words look={look} x={x + 11 + mostTiles * 23} y={y + 45} width={30} size={11} colour="text-3">
          {`+${more}`}
        </Words>
      )}
    </g>
  );
}
