import type { NodeKind } from '../../../shared/graph/index.ts';
import { asKafkaName } from '../model/names.ts';

/** What was typed into quick add: `c fraud-check reads payments writes flagged in Billing`. */
export interface QuickAdd {
  readonly kind: NodeKind | 'service';
  /** Whether the kind was said, or follows from the rest. */
  readonly isKindSaid: boolean;
  /** Empty where none was typed yet. */
  readonly name: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly service?: string;
  /** Of a topic: partitions; of a consumer: instances. */
  readonly count?: number;
  /** What the last word belongs to, so that it can be completed. */
  readonly typing: { readonly clause: Clause; readonly word: string };
}

export type Clause = 'name' | 'reads' | 'writes' | 'service';

const kinds: Readonly<Record<string, QuickAdd['kind']>> = {
  p: 'producer',
  producer: 'producer',
  t: 'topic',
  topic: 'topic',
  c: 'consumer',
  consumer: 'consumer',
  s: 'service',
  service: 'service',
  n: 'note',
  note: 'note',
};
const clauses: Readonly<Record<string, Clause>> = {
  reads: 'reads',
  read: 'reads',
  from: 'reads',
  '<-': 'reads',
  writes: 'writes',
  write: 'writes',
  emits: 'writes',
  to: 'writes',
  '->': 'writes',
  in: 'service',
};
const mostInstances = 64;
const mostPartitions = 1000;

/**
 * A kind (or its letter), a name, and clauses in any order: `reads` and `writes` with topics by commas or spaces, `in`
 * with a service. A number after a topic's name is its partitions, `x3` after a consumer's its instances. Any text
 * gives something; what is missing is empty.
 */
export function parseQuickAdd(text: string): QuickAdd {
  const words = text
    .replaceAll(',', ' , ')
    .split(/\s+/)
    .filter((word) => word !== '');
  const said = kinds[words[0]?.toLowerCase() ?? ''];
  // A single `t` may be a kind or the beginning of a name; with a space after it, it is a kind.
  const isKindSaid = said !== undefined && (words.length > 1 || /\s$/.test(text) || words[0]?.length === 1);
  const parts: Record<Clause, string[]> = { name: [], reads: [], writes: [], service: [] };
  let clause: Clause = 'name';
  for (const word of isKindSaid ? words.slice(1) : words) {
    const next = clauses[word.toLowerCase()];
    const startsClause = next !== undefined && (clause !== 'name' || parts.name.length > 0 || isKindSaid);
    if (startsClause) clause = next;
    else if (word !== ',' && !(word.toLowerCase() === 'and' && clause !== 'name')) parts[clause].push(word);
  }
  const isWriting = /\s$/.test(text) || words.length === 0 ? '' : (words.at(-1) ?? '');
  const word = clauses[isWriting.toLowerCase()] === undefined && isWriting !== ',' ? isWriting : '';
  const reads = topicNames(parts.reads);
  const writes = topicNames(parts.writes);
  const kind = isKindSaid ? said : kindFrom(reads, writes);
  const service = parts.service.join(' ');
  return {
    kind,
    isKindSaid,
    ...nameAndCount(kind, parts.name),
    reads,
    writes,
    ...(service === '' ? {} : { service }),
    typing: { clause, word },
  };
}

function kindFrom(reads: readonly string[], writes: readonly string[]): NodeKind {
  if (reads.length > 0) return 'consumer';
  return writes.length > 0 ? 'producer' : 'topic';
}

function nameAndCount(kind: QuickAdd['kind'], words: readonly string[]): { name: string; count?: number } {
  if (kind === 'service' || kind === 'note') return { name: words.join(' ') };
  const last = words.at(-1) ?? '';
  const digits = (kind === 'topic' ? /^(\d{1,4})$/ : kind === 'consumer' ? /^[x×](\d{1,2})$/ : undefined)?.exec(
    last,
  )?.[1];
  const count = Number(digits);
  const most = kind === 'topic' ? mostPartitions : mostInstances;
  const hasCount = digits !== undefined && words.length > 1 && count >= 1 && count <= most;
  const name = asKafkaName((hasCount ? words.slice(0, -1) : words).join(' '));
  return hasCount ? { name, count } : { name };
}

function topicNames(words: readonly string[]): string[] {
  return [...new Set(words.map(asKafkaName).filter((name) => name !== ''))];
}
