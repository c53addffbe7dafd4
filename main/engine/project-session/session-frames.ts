import { isDeepStrictEqual } from 'node:util';
import type {
  DiagnosticMessage,
  EdgeStatus,
  NodeStatus,
  SessionFrame,
  SessionOverview,
} from '../../../shared/contract/index.ts';
import type { Clock, Timer } from '../../../shared/lib/index.ts';
import type { Happening } from './happenings.ts';

/** Numbers change at most four times a second. */
const numbersIntervalMs = 250;
/** Of more that happened since a reader's last frame the oldest are forgotten. */
const mostHappenings = 200;

/** How a project's session stands at one moment. */
export interface SessionStanding {
  readonly overview: SessionOverview;
  /** By node id. */
  readonly nodes: ReadonlyMap<string, NodeStatus>;
  /** By edge id. */
  readonly edges: ReadonlyMap<string, EdgeStatus>;
  readonly diagnostics: readonly DiagnosticMessage[];
}

/** One reader's place in the frames. */
export interface FrameReader {
  /** What has changed since the last call, everything at the first; undefined where nothing has. */
  take(): SessionFrame | undefined;
  close(): void;
}

/**
 * Makes frames of how a session stands, each reader's of what has changed since its last. Nodes and edges are read at most four
 * times a second, and only while somebody watches. Owns one timer, which runs while there is a reader and the session is live.
 */
export class SessionFrames {
  private readonly clock: Clock;
  private readonly read: () => SessionStanding;
  private readonly readers = new Set<Reader>();
  private standing: SessionStanding | undefined;
  private readMs = Number.NEGATIVE_INFINITY;
  private timer: Timer | undefined;
  private isLive = false;

  /** @param read is called when the standing is needed; what it gives must not be altered later */
  constructor(clock: Clock, read: () => SessionStanding) {
    this.clock = clock;
    this.read = read;
  }

  /** Whether numbers change by themselves at the moment. */
  setLive(isLive: boolean): void {
    this.isLive = isLive;
    this.touch();
  }

  /** Something has changed that a frame tells. Cheap. */
  touch(): void {
    if (this.readers.size === 0) return;
    const waitMs = this.readMs + numbersIntervalMs - this.clock.nowMs();
    if (waitMs <= 0) this.refresh();
    else this.timer ??= this.clock.schedule(waitMs, () => this.refresh());
  }

  /** Goes out with the next frame, whatever the numbers do. */
  happened(happening: Happening): void {
    for (const reader of this.readers) reader.happened(happening);
  }

  /** `changed` is called whenever there may be something to take. */
  subscribe(changed: () => void): FrameReader {
    const reader = new Reader(changed, this.clock, () => this.standing ?? this.refresh());
    this.readers.add(reader);
    this.touch();
    return {
      take: () => reader.take(),
      close: () => {
        this.readers.delete(reader);
        if (this.readers.size > 0) return;
        this.timer?.cancel();
        this.timer = undefined;
        this.standing = undefined;
      },
    };
  }

  private refresh(): SessionStanding {
    this.timer?.cancel();
    this.timer = undefined;
    this.readMs = this.clock.nowMs();
    const standing = sharing(this.standing, this.read());
    const isChanged = standing !== this.standing;
    this.standing = standing;
    if (isChanged) for (const reader of this.readers) reader.changed();
    if (this.isLive && this.readers.size > 0) this.timer = this.clock.schedule(numbersIntervalMs, () => this.refresh());
    return standing;
  }
}

class Reader {
  readonly changed: () => void;
  private readonly clock: Clock;
  private readonly current: () => SessionStanding;
  private told: SessionStanding | undefined;
  private happenings: Happening[] = [];

  constructor(changed: () => void, clock: Clock, current: () => SessionStanding) {
    this.changed = changed;
    this.clock = clock;
    this.current = current;
  }

  happened(happening: Happening): void {
    this.happenings = [...this.happenings.slice(1 - mostHappenings), happening];
    this.changed();
  }

  take(): SessionFrame | undefined {
    const { told, happenings } = this;
    const now = this.current();
    if (told === now && happenings.length === 0) return undefined;
    this.told = now;
    this.happenings = [];
    return {
      timeMs: this.clock.nowMs(),
      overview: now.overview,
      complete: told === undefined,
      nodes: Object.fromEntries(changedEntries(told?.nodes, now.nodes)),
      edges: Object.fromEntries(changedEntries(told?.edges, now.edges)),
      ...(told?.diagnostics === now.diagnostics ? {} : { diagnostics: [...now.diagnostics] }),
      happenings,
    };
  }
}

/** The new standing with the former's objects wherever they are equal; the former itself where all are. */
function sharing(former: SessionStanding | undefined, now: SessionStanding): SessionStanding {
  if (!former) return now;
  const shared: SessionStanding = {
    overview: same(former.overview, now.overview),
    nodes: sharingEntries(former.nodes, now.nodes),
    edges: sharingEntries(former.edges, now.edges),
    diagnostics: same(former.diagnostics, now.diagnostics),
  };
  const isSame =
    shared.overview === former.overview &&
    shared.nodes === former.nodes &&
    shared.edges === former.edges &&
    shared.diagnostics === former.diagnostics;
  return isSame ? former : shared;
}

function same<Value>(former: Value, now: Value): Value {
  return isDeepStrictEqual(former, now) ? former : now;
}

function sharingEntries<Value>(
  former: ReadonlyMap<string, Value>,
  now: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const entries = [...now].map(([id, value]): [string, Value] => {
    const before = former.get(id);
    return [id, before === undefined ? value : same(before, value)];
  });
  const isSame = former.size === now.size && entries.every(([id, value]) => former.get(id) === value);
  return isSame ? former : new Map(entries);
}

function changedEntries<Value>(
  told: ReadonlyMap<string, Value> | undefined,
  now: ReadonlyMap<string, Value>,
): [string, Value][] {
  return told === now ? [] : [...now].filter(([id, value]) => told?.get(id) !== value);
}
