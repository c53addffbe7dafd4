import { stripVTControlCharacters } from 'node:util';
import type { EdgeStatistics } from '../../engine/index.ts';
import type { Paint } from '../terminal/paint.ts';
import type { RunTotals } from './lines.ts';

/** What the screen of a run shows. */
export interface RunView {
  readonly title: string;
  /** One word of the session's state. */
  readonly state: string;
  readonly elapsedMs: number;
  readonly bootstrap?: string;
  readonly edges: readonly EdgeStatistics[];
  /** Newest last. */
  readonly messages: readonly string[];
}

const headings = ['events', 'rate', 'lag', 'errors'] as const;
const numberWidth = 9;
const narrowestEdge = 16;

/** The screen as lines, none wider than `columns` and no more of them than `rows`. */
export function renderScreen(view: RunView, size: { columns: number; rows: number }, paint: Paint): string[] {
  const head = [headLine(view, paint), ''];
  const table = renderTable(view.edges, size.columns, paint);
  const messageRoom = Math.max(0, Math.min(view.messages.length, size.rows - head.length - table.length - 1));
  const messages = messageRoom > 0 ? ['', ...view.messages.slice(-messageRoom)] : [];
  const tableRoom = Math.max(1, size.rows - head.length - messages.length);
  return [...head, ...fitTable(table, tableRoom, paint), ...messages]
    .slice(0, size.rows)
    .map((line) => cut(line, size.columns));
}

/** A heading and a row an edge. */
export function renderTable(edges: readonly EdgeStatistics[], columns: number, paint: Paint): string[] {
  const names = edges.map(edgeName);
  const longest = Math.max(narrowestEdge, ...names.map((name) => name.length));
  const edgeWidth = Math.max(narrowestEdge, Math.min(longest, columns - headings.length * numberWidth));
  const heading = paint('dim', 'edge'.padEnd(edgeWidth) + headings.map((name) => name.padStart(numberWidth)).join(''));
  return [heading, ...edges.map((edge) => renderRow(edge, edgeWidth, paint))];
}

function renderRow(edge: EdgeStatistics, edgeWidth: number, paint: Paint): string {
  const { kind, events, perSecond, lag, errors } = edge;
  const name = shorten(edgeName(edge), edgeWidth).padEnd(edgeWidth);
  const eventCell = cell(formatCount(events));
  const cells = [
    kind === 'dead-letters' && events > 0 ? paint('red', eventCell) : eventCell,
    cell(`${formatRate(perSecond)}/s`),
    cell(lag === undefined ? '' : formatCount(lag)),
    errors > 0 ? paint('red', cell(formatCount(errors))) : cell('0'),
  ];
  return (kind === 'dead-letters' ? paint('dim', name) : name) + cells.join('');
}

function headLine({ title, state, elapsedMs, bootstrap }: RunView, paint: Paint): string {
  return [paint('bold', title), state, ...(bootstrap === undefined ? [] : [bootstrap]), formatElapsed(elapsedMs)].join(
    '  ',
  );
}

function edgeName({ source, target }: EdgeStatistics): string {
  return `${source} → ${target}`;
}

function fitTable(table: readonly string[], room: number, paint: Paint): string[] {
  if (table.length <= room) return [...table];
  const shown = table.slice(0, Math.max(1, room - 1));
  return [...shown, paint('dim', `… ${table.length - shown.length} more`)].slice(0, room);
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

function formatRate(perSecond: number): string {
  return perSecond > 0 && perSecond < 9.95 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));
}

/** What a run came to, in words. */
export function totalsSentence(totals: RunTotals): string {
  const { rootEvents, causedEvents, handled, deadLettered, errors } = totals;
  const counts = [
    `${formatCount(rootEvents)} events from producers`,
    `${formatCount(causedEvents)} caused by them`,
    `${formatCount(handled)} handled`,
    `${formatCount(deadLettered)} dead-lettered`,
    `${formatCount(errors)} ${errors === 1 ? 'error' : 'errors'}`,
  ];
  return `${counts.join(', ')}.`;
}

/** `04:12`, and `1:04:12` from an hour on. */
export function formatElapsed(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const minutes = `${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
  return seconds < 3600 ? minutes : `${Math.floor(seconds / 3600)}:${minutes}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

function cell(text: string): string {
  return text.padStart(numberWidth);
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Cuts a painted line to the screen; one that is too long loses its colours with its end. */
function cut(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns ? line : plain.slice(0, columns);
}
