import type { EventReference, Life, LifeAttempt, LifeEvent } from '../../../shared/contract/index.ts';
import type { SqlRow, SqlValue } from '../store/database.ts';
import type { Names } from '../store/names.ts';
import { edges, outcomes, waysOfGivingUp } from '../store/rows.ts';
import { idOfStored } from '../store/stored-id.ts';
import type { LifeRows, StoredRecord } from './life-rows.ts';
import { errorIn, nodeIn, numberIn, textOfStored, topicIn } from './presenting.ts';

/** A chain of causes longer than this is cut. */
const longestChain = 10_000;
/** Of one event, over all attempts at it. */
const mostTakenBack = 2_000;

export type LifeDirection = 'whole' | 'forward' | 'backward';

/** An event in the making: all records of it that stem from the same parent. */
interface Event {
  readonly ref: string;
  readonly parent: Event | undefined;
  readonly first: StoredRecord;
  readonly records: StoredRecord[];
}

/**
 * The tree of causes around an event: from its root (`whole`), from it on (`forward`), or back from it to the root
 * (`backward`). An event's records are gathered under the parent that caused them, by the very place of the cause; where a record does not
 * tell that place (its hop was lost), by the cause's id. Undefined where the store has no such event.
 */
export function lifeOf(
  of: EventReference,
  direction: LifeDirection,
  maxEvents: number,
  rows: LifeRows,
  names: Names,
): Life | undefined {
  const focus = findRecord(of, rows, names);
  if (!focus) return undefined;
  return new LifeTree(focus, maxEvents, rows, names).read(direction);
}

/** The newest record that a reference may mean; undefined where the store has none. */
export function findRecord(of: EventReference, rows: LifeRows, names: Names): StoredRecord | undefined {
  if (of.type === 'event') {
    const found = rows.ofEvent(of.eventId);
    const topics =
      of.topic === undefined ? undefined : new Set(names.topicsNamed(of.topic).map(({ number }) => number));
    const fitting = topics ? found.filter(({ topic }) => topics.has(topic)) : found;
    // A dead letter has the id of the event that it stands for.
    return fitting.find(({ edge }) => edges[edge] !== 'dead-letter') ?? fitting[0];
  }
  for (const { number } of names.topicsNamed(of.topic)) {
    const found = rows
      .at(number, of.partition, of.offset)
      .find(({ event }) => of.eventId === undefined || idOfStored(event) === of.eventId);
    if (found) return found;
  }
  return undefined;
}

class LifeTree {
  readonly #focus: StoredRecord;
  readonly #maxEvents: number;
  readonly #rows: LifeRows;
  readonly #names: Names;
  readonly #traces: readonly number[];
  #cut = false;

  constructor(focus: StoredRecord, maxEvents: number, rows: LifeRows, names: Names) {
    this.#focus = focus;
    this.#maxEvents = maxEvents;
    this.#rows = rows;
    this.#names = names;
    this.#traces = rows.partsOf(focus.trace);
  }

  read(direction: LifeDirection): Life {
    const chain = direction === 'forward' ? [this.#focus] : this.#chainOf(this.#focus);
    const events = direction === 'backward' ? this.#asLine(chain) : this.#growFrom(chain[0] ?? this.#focus);
    const focus = events.find(({ records }) => records.some(({ id }) => id === this.#focus.id));
    const parts = this.#traces.map((trace) => this.#rows.trace(trace)).filter((part) => part !== undefined);
    const shown = parts.find((part) => Number(part['id']) === this.#focus.trace);
    return {
      traceId: idOfStored(shown?.['trace']),
      session: Number(shown?.['session'] ?? 0),
      focus: focus?.ref ?? '',
      events: events.map((event) => this.#present(event)),
      known: parts.reduce((sum, part) => sum + Number(part['records']), 0),
      cut: this.#cut,
    };
  }

  /** From the root, or the first ancestor that the store has, down to the record. */
  #chainOf(record: StoredRecord): StoredRecord[] {
    const chain = [record];
    const seen = new Set([record.id]);
    for (let child = record; ;) {
      const parent = this.#parentOf(child);
      if (!parent || seen.has(parent.id)) return chain;
      if (chain.length >= longestChain) {
        this.#cut = true;
        return chain;
      }
      seen.add(parent.id);
      chain.unshift(parent);
      child = parent;
    }
  }

  #parentOf({ cause, edge }: StoredRecord): StoredRecord | undefined {
    if (!cause || edges[edge] === 'root') return undefined;
    if (cause.place !== undefined) {
      const [topic, partition, offset = '0'] = cause.place.split('/');
      return this.#rows.at(Number(topic), Number(partition), offset).find(({ event }) => isSame(event, cause.event));
    }
    const parts = new Set(this.#traces);
    return this.#rows.ofEvent(idOfStored(cause.event)).find(({ trace }) => parts.has(trace));
  }

  #asLine(chain: readonly StoredRecord[]): Event[] {
    const events: Event[] = [];
    for (const record of chain) {
      const parent = events.at(-1);
      const copies = this.#rows.copiesOf(record).filter((copy) => !parent || isCausedBy(copy, parent));
      events.push({ ref: String(record.id), parent, first: record, records: copies.length > 0 ? copies : [record] });
    }
    return events;
  }

  /** Breadth first, so that what is cut is what is farthest. */
  #growFrom(root: StoredRecord): Event[] {
    const copies = this.#rows.copiesOf(root).filter((copy) => isSame(copy.cause?.event, root.cause?.event));
    const events: Event[] = [
      { ref: String(root.id), parent: undefined, first: root, records: copies.length > 0 ? copies : [root] },
    ];
    for (let next = 0; next < events.length; next += 1) {
      const event = events[next];
      if (!event) break;
      for (const child of this.#childrenOf(event, this.#maxEvents - events.length + 1)) {
        if (events.length >= this.#maxEvents) {
          this.#cut = true;
          return events;
        }
        events.push(child);
      }
    }
    return events;
  }

  #childrenOf(event: Event, limit: number): Event[] {
    const mostRecords = limit * 2 + 10;
    const found = this.#rows.causedBy(this.#traces, event.first.event, mostRecords);
    if (found.length >= mostRecords) this.#cut = true;
    const children = new Map<string, Event>();
    for (const record of found) {
      if (!isCausedBy(record, event) || isOneOf(record, event) || !this.#mayStemFrom(record, event)) continue;
      const key = `${idOfStored(record.event)} ${record.topic}`;
      const known = children.get(key);
      if (known) known.records.push(record);
      else children.set(key, { ref: String(record.id), parent: event, first: record, records: [record] });
    }
    return [...children.values()];
  }

  /**
   * A dead letter has the id of what it stands for. A record that tells its cause's id alone belongs to the one of them that its node
   * has handled.
   */
  #mayStemFrom({ cause, row }: StoredRecord, { records }: Event): boolean {
    if (cause?.place !== undefined) return true;
    return this.#attemptRows(records).some((attempt) => attempt['node'] === row['node']);
  }

  #present({ ref, parent, first, records }: Event): LifeEvent {
    const told = records.find(({ row }) => row['sent_ms'] !== null) ?? first;
    const { row } = told;
    const node = nodeIn(row, 'node', this.#names);
    const error = errorIn(row);
    return {
      ref,
      eventId: idOfStored(first.event),
      topic: topicIn(row, 'topic', this.#names),
      ...(parent && { parent: parent.ref }),
      edge: edges[told.edge] ?? 'known',
      ...(node && { node }),
      records: records.flatMap((record) => recordOf(record) ?? []),
      key: textOfStored(row['key']),
      value: textOfStored(row['value']),
      valueBytes: numberIn(row, 'value_bytes') ?? 0,
      ...(error && { error }),
      attempts: this.#attemptsOn(records),
    };
  }

  #attemptsOn(records: readonly StoredRecord[]): LifeAttempt[] {
    const rows = this.#attemptRows(records);
    // One that was done has committed what it emitted.
    const isDone = rows.every((row) => outcomes[Number(row['outcome'])] === 'done');
    const takenBack = isDone ? [] : this.#rows.takenBack(this.#traces, records[0]?.event ?? null, mostTakenBack);
    return rows.map((row) =>
      this.#presentAttempt(
        row,
        takenBack.filter(({ row: own }) => own['attempt'] === row['id']),
      ),
    );
  }

  #attemptRows(records: readonly StoredRecord[]): SqlRow[] {
    const places = new Set(records.map(({ place }) => place));
    return this.#rows
      .attempts(this.#traces, records[0]?.event ?? null)
      .filter((row) => places.has(`${Number(row['topic'])}/${Number(row['partition'])}/${String(row['offset'])}`));
  }

  #presentAttempt(row: SqlRow, takenBack: readonly StoredRecord[]): LifeAttempt {
    const id = Number(row['id']);
    const node = Number(row['node']);
    const partition = Number(row['partition']);
    const offset = String(row['offset']);
    const error = errorIn(row);
    const givenUp = numberIn(row, 'given_up');
    const way = givenUp === undefined ? undefined : waysOfGivingUp[givenUp];
    const committedMs = this.#rows.committedMs(node, Number(row['topic']), partition, offset);
    return {
      attempt: String(id),
      call: String(id - Number(row['slot'])),
      callRecords: Number(row['call_records']),
      node: this.#names.nodeOf(node),
      instance: Number(row['instance']),
      tries: Number(row['tries']),
      partition,
      offset,
      ...optional('fetchedMs', numberIn(row, 'fetched_ms')),
      ...optional('startedMs', numberIn(row, 'started_ms')),
      ...optional('endedMs', numberIn(row, 'ended_ms')),
      outcome: outcomes[Number(row['outcome'])] ?? 'running',
      counted: row['counted'] === 1,
      ...(error && { error }),
      ...optional('retryInMs', numberIn(row, 'retry_in_ms')),
      ...(way && { givenUp: { way, timeMs: numberIn(row, 'given_up_ms') ?? 0 } }),
      ...optional('committedMs', committedMs),
      ...(takenBack.length > 0 && { takenBack: takenBack.length }),
    };
  }
}

function recordOf({ row, partition, offset }: StoredRecord): LifeEvent['records'][number] | undefined {
  if (partition === undefined || offset === undefined) return undefined;
  const attempt = numberIn(row, 'attempt');
  return {
    partition,
    offset,
    ...optional('sentMs', numberIn(row, 'sent_ms')),
    ...optional('appendedMs', numberIn(row, 'appended_ms')),
    ...optional('timestampMs', numberIn(row, 'timestamp_ms')),
    ...(attempt !== undefined && { attempt: String(attempt) }),
  };
}

function optional<Name extends string>(name: Name, value: number | undefined): { [Key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: number });
}

/** Whether a record names this event as its cause: by the place of one of its records, where the record tells one. */
function isCausedBy({ cause, edge }: StoredRecord, { first, records }: Event): boolean {
  if (!cause || edges[edge] === 'root' || !isSame(cause.event, first.event)) return false;
  return cause.place === undefined || records.some(({ place }) => place === cause.place);
}

function isOneOf({ id }: StoredRecord, { records }: Event): boolean {
  return records.some((record) => record.id === id);
}

function isSame(one: SqlValue | undefined, other: SqlValue | undefined): boolean {
  return idOfStored(one) === idOfStored(other);
}
