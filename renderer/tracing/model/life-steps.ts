import type { Life, LifeAttempt, LifeError, LifeEvent } from '../../../shared/contract/index.ts';

/** How a step went. `unknown`: it must have been, since something came of it, and nothing tells of it. */
export type StepState =
  'done' | 'failed' | 'dead-lettered' | 'skipped' | 'stopped' | 'running' | 'retrying' | 'unknown';

/** A stretch of a consumer's time with an event. */
export interface StepSpan {
  readonly kind: 'waiting' | 'pausing' | 'working' | 'failed';
  readonly fromMs: number;
  /** As late as is known, where it goes on. */
  readonly toMs: number;
}

/** One line of a life: someone emitted, a topic stored, a consumer worked. */
export interface LifeStep {
  /** The same each time that this life is read. */
  readonly key: string;
  /** From 1 on, as the tree is read. */
  readonly number: number;
  readonly kind: 'producer' | 'topic' | 'consumer';
  readonly name: string;
  /** In the graph; absent for a topic outside it. */
  readonly nodeId: string | undefined;
  readonly parent: string | undefined;
  readonly depth: number;
  /** What is emitted, stored or worked on. */
  readonly event: LifeEvent;
  readonly state: StepState;
  readonly fromMs: number;
  readonly toMs: number;
  /** Of a consumer, by time. */
  readonly spans: readonly StepSpan[];
  readonly tries: readonly LifeAttempt[];
  readonly error: LifeError | undefined;
}

type Draft = Omit<LifeStep, 'number' | 'depth'>;

/** When an event stood in its topic, as well as is known. */
export function storedMs({ records, attempts }: LifeEvent): number | undefined {
  const [first] = records;
  return first?.appendedMs ?? first?.timestampMs ?? first?.sentMs ?? attempts[0]?.fetchedMs ?? attempts[0]?.startedMs;
}

/** The life as steps in the order of its tree: what a step led to stands below it, the earliest first. */
export function stepsOf({ events }: Life): LifeStep[] {
  const drafts = new Map<string, Draft>();
  const add = (draft: Draft): void => void drafts.set(draft.key, draft);
  for (const event of events) {
    for (const consumer of consumerSteps(event)) add(consumer);
  }
  for (const event of events) add(topicStep(event, emitterKey(event, drafts, add)));
  return inOrder(drafts);
}

/** The key of who emitted an event: a producer's step, or the consumer's that worked on its cause. */
function emitterKey(event: LifeEvent, drafts: ReadonlyMap<string, Draft>, add: (draft: Draft) => void) {
  const { node, parent, ref } = event;
  if (!node) return parent === undefined ? undefined : topicKey(parent);
  const atMs = event.records[0]?.sentMs ?? storedMs(event) ?? 0;
  const common = {
    name: node.name,
    nodeId: node.id,
    event,
    fromMs: atMs,
    toMs: atMs,
    spans: [],
    tries: [],
    error: undefined,
  };
  if (parent === undefined) {
    const key = `emit ${ref}`;
    // Where the cause isn't kept, it was a consumer that emitted.
    add({ ...common, key, kind: event.edge === 'root' ? 'producer' : 'consumer', parent: undefined, state: 'done' });
    return key;
  }
  const key = consumerKey(parent, node);
  if (!drafts.has(key)) add({ ...common, key, kind: 'consumer', parent: topicKey(parent), state: 'unknown' });
  return key;
}

function topicStep(event: LifeEvent, parent: string | undefined): Draft {
  const toMs = storedMs(event) ?? 0;
  const { topic, ref, error, records } = event;
  return {
    key: topicKey(ref),
    kind: 'topic',
    name: topic.name,
    nodeId: topic.id,
    parent,
    event,
    state: error ? 'failed' : 'done',
    fromMs: Math.min(records[0]?.sentMs ?? toMs, toMs),
    toMs,
    spans: [],
    tries: [],
    error,
  };
}

/** A step for each consumer that has begun with an event. */
function consumerSteps(event: LifeEvent): Draft[] {
  const byNode = new Map<string, LifeAttempt[]>();
  for (const attempt of event.attempts) {
    const key = consumerKey(event.ref, attempt.node);
    const known = byNode.get(key);
    if (known) known.push(attempt);
    else byNode.set(key, [attempt]);
  }
  return [...byNode].flatMap(([key, tries]): Draft[] => {
    const last = tries.at(-1);
    if (!last) return [];
    const spans = spansOf(event, tries);
    return [
      {
        key,
        kind: 'consumer',
        name: last.node.name,
        nodeId: last.node.id,
        parent: topicKey(event.ref),
        event,
        state: stateOf(last),
        fromMs: spans[0]?.fromMs ?? storedMs(event) ?? 0,
        toMs: spans.at(-1)?.toMs ?? storedMs(event) ?? 0,
        spans,
        tries,
        error: tries.findLast(({ error }) => error !== undefined)?.error,
      },
    ];
  });
}

function spansOf(event: LifeEvent, tries: readonly LifeAttempt[]): StepSpan[] {
  const spans: StepSpan[] = [];
  let sinceMs = storedMs(event);
  for (const [index, attempt] of tries.entries()) {
    const { startedMs, endedMs, outcome } = attempt;
    if (startedMs === undefined) continue;
    const kind = index === 0 ? 'waiting' : 'pausing';
    if (sinceMs !== undefined && startedMs > sinceMs) spans.push({ kind, fromMs: sinceMs, toMs: startedMs });
    // How long one took that died with its host nobody knows.
    const toMs = Math.max(startedMs, endedMs ?? startedMs);
    spans.push({ kind: outcome === 'done' || outcome === 'running' ? 'working' : 'failed', fromMs: startedMs, toMs });
    sinceMs = toMs;
  }
  return spans;
}

function stateOf({ outcome, givenUp, retryInMs }: LifeAttempt): StepState {
  if (givenUp) return givenUp.way;
  if (outcome === 'done' || outcome === 'running') return outcome;
  return retryInMs === undefined ? 'failed' : 'retrying';
}

function topicKey(ref: string): string {
  return `event ${ref}`;
}

function consumerKey(ref: string, { id, name }: { readonly id?: string | undefined; readonly name: string }): string {
  return `handle ${ref} ${id ?? name}`;
}

function inOrder(drafts: ReadonlyMap<string, Draft>): LifeStep[] {
  const children = new Map<string | undefined, Draft[]>();
  for (const draft of drafts.values()) {
    const parent = draft.parent !== undefined && drafts.has(draft.parent) ? draft.parent : undefined;
    const siblings = children.get(parent);
    if (siblings) siblings.push(draft);
    else children.set(parent, [draft]);
  }
  const steps: LifeStep[] = [];
  // A chain may be far longer than what calls of functions may nest.
  const open = later(children.get(undefined)).map((draft) => ({ draft, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { draft, depth } = next;
    steps.push({ ...draft, number: steps.length + 1, depth });
    open.push(...later(children.get(draft.key)).map((child) => ({ draft: child, depth: depth + 1 })));
  }
  return steps;
}

/** The last to be read first. */
function later(drafts: readonly Draft[] = []): Draft[] {
  return drafts.toSorted((left, right) => right.fromMs - left.fromMs);
}
