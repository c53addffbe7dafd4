import { randomInt } from 'node:crypto';
import type { Clock } from '../../../shared/lib/index.ts';
import { epochAfter, FetchSession, type ForgottenPartition } from './fetch-session.ts';
import { type AnsweredPartition, type FetchTarget, keyOf, type WantedPartition } from './fetched-partition.ts';

/** Of a request without a session, and of a response that gives none. */
const noSessionId = 0;
/** Asks for a session. */
const initialEpoch = 0;
/** Wants none, and ends the one that is named. */
const finalEpoch = -1;

export interface FetchSessionLimits {
  /** `max.incremental.fetch.session.cache.slots` */
  sessions: number;
  /** Of all sessions together; Kafka has no such limit. */
  partitions: number;
  /** A session that wasn't used for so long gives way to any; one that is older, to a larger one. */
  evictionMs: number;
}

const defaultLimits: FetchSessionLimits = { sessions: 1000, partitions: 500_000, evictionMs: 120_000 };

export type FetchSessionError =
  'FETCH_SESSION_ID_NOT_FOUND' | 'FETCH_SESSION_TOPIC_ID_ERROR' | 'INVALID_FETCH_SESSION_EPOCH';

export interface SessionRequest {
  sessionId: number;
  sessionEpoch: number;
  usesTopicIds: boolean;
  wanted: readonly WantedPartition[];
  forgotten: readonly ForgottenPartition[];
}

/** What a fetch is to read, and what its answer will mean to a session. */
export type FetchPlan =
  | { type: 'refused'; error: FetchSessionError }
  /** Stands alone. */
  | { type: 'sessionless'; targets: readonly FetchTarget[] }
  /** Begins a session, if there is room. */
  | { type: 'full'; targets: readonly FetchTarget[]; usesTopicIds: boolean }
  | { type: 'incremental'; targets: readonly FetchTarget[]; session: FetchSession; epoch: number };

type ReadablePlan = Exclude<FetchPlan, { type: 'refused' }>;

/** An answer for one partition, with what it was asked by. */
export interface TargetAnswer<Answer extends AnsweredPartition> {
  target: FetchTarget;
  answer: Answer;
}

/**
 * The fetch sessions of one broker (KIP-227), bounded as by Kafka's FetchSessionCache. A client that gets no session fetches in
 * full, and one whose session has given way begins another.
 */
export class FetchSessions {
  readonly #clock: Clock;
  readonly #limits: FetchSessionLimits;
  readonly #sessions = new Map<number, FetchSession>();

  constructor(clock: Clock, limits: Partial<FetchSessionLimits> = {}) {
    this.#clock = clock;
    this.#limits = { ...defaultLimits, ...limits };
  }

  get size(): number {
    return this.#sessions.size;
  }

  plan({ sessionId, sessionEpoch, usesTopicIds, wanted, forgotten }: SessionRequest): FetchPlan {
    if (sessionEpoch === initialEpoch || sessionEpoch === finalEpoch) {
      this.#sessions.delete(sessionId);
      const targets = targetsOf(wanted);
      return sessionEpoch === finalEpoch ? { type: 'sessionless', targets } : { type: 'full', targets, usesTopicIds };
    }
    const session = this.#sessions.get(sessionId);
    if (!session) return { type: 'refused', error: 'FETCH_SESSION_ID_NOT_FOUND' };
    if (session.epoch !== sessionEpoch) return { type: 'refused', error: 'INVALID_FETCH_SESSION_EPOCH' };
    if (session.usesTopicIds !== usesTopicIds) return { type: 'refused', error: 'FETCH_SESSION_TOPIC_ID_ERROR' };
    session.update(wanted, forgotten);
    if (session.size === 0 || this.#partitionCount > this.#limits.partitions) {
      this.#sessions.delete(sessionId);
      if (session.size > 0) return { type: 'refused', error: 'FETCH_SESSION_ID_NOT_FOUND' };
      return { type: 'sessionless', targets: targetsOf(wanted) };
    }
    session.lastUsedMs = this.#clock.nowMs();
    session.advanceEpoch();
    return { type: 'incremental', targets: session.targets, session, epoch: sessionEpoch };
  }

  /** What of the answers is sent, and in the name of which session. */
  finish<Answer extends AnsweredPartition>(
    plan: ReadablePlan,
    answers: readonly TargetAnswer<Answer>[],
  ): { error: FetchSessionError | undefined; sessionId: number; answers: readonly TargetAnswer<Answer>[] } {
    switch (plan.type) {
      case 'sessionless':
        return { error: undefined, sessionId: noSessionId, answers };
      case 'full':
        return { error: undefined, sessionId: this.#begin(plan.usesTopicIds, answers), answers };
      case 'incremental': {
        const { session } = plan;
        const { sessionId } = session;
        if (isOvertaken(plan)) return { error: 'INVALID_FETCH_SESSION_EPOCH', sessionId, answers: [] };
        const news = answers.filter(({ target, answer }) => session.tell(target.wanted, answer));
        return { error: undefined, sessionId, answers: news };
      }
    }
  }

  /** What `finish` would send of the answers; nobody is told anything yet. */
  newsOf<Answer extends AnsweredPartition>(
    plan: ReadablePlan,
    answers: readonly TargetAnswer<Answer>[],
  ): readonly TargetAnswer<Answer>[] {
    if (plan.type !== 'incremental') return answers;
    if (isOvertaken(plan)) return [];
    return answers.filter(({ target, answer }) => plan.session.isNews(target.wanted, answer));
  }

  /**
   * Instead of `finish`, for a client that is given nothing because it is over its quota: its session goes on as if nothing had been
   * found, and no new one begins. Source: KIP-219.
   */
  finishThrottled(plan: ReadablePlan): { error: FetchSessionError | undefined; sessionId: number } {
    if (plan.type !== 'incremental') return { error: undefined, sessionId: noSessionId };
    const { sessionId } = plan.session;
    return { error: isOvertaken(plan) ? 'INVALID_FETCH_SESSION_EPOCH' : undefined, sessionId };
  }

  /** What a session has at this moment; nothing where it isn't there. */
  partitionsOf(sessionId: number): readonly WantedPartition[] {
    return this.#sessions.get(sessionId)?.targets.map(({ wanted }) => wanted) ?? [];
  }

  close(): void {
    this.#sessions.clear();
  }

  get #partitionCount(): number {
    let count = 0;
    for (const { size } of this.#sessions.values()) count += size;
    return count;
  }

  #begin(usesTopicIds: boolean, answers: readonly TargetAnswer<AnsweredPartition>[]): number {
    const createdMs = this.#clock.nowMs();
    while (this.#partitionCount + answers.length > this.#limits.partitions) {
      if (!this.#evictFor(answers.length, createdMs)) return noSessionId;
    }
    if (this.#sessions.size >= this.#limits.sessions && !this.#evictFor(answers.length, createdMs)) return noSessionId;
    const session = new FetchSession({ sessionId: this.#freeSessionId(), usesTopicIds, createdMs });
    for (const { target, answer } of answers) session.begin(target, answer);
    this.#sessions.set(session.sessionId, session);
    return session.sessionId;
  }

  /** Kafka's rule: the one that was used least lately, if that is long ago; else the smallest of the older ones, if it is smaller. */
  #evictFor(size: number, nowMs: number): boolean {
    const { evictionMs } = this.#limits;
    let stalest: FetchSession | undefined;
    let smallest: FetchSession | undefined;
    for (const session of this.#sessions.values()) {
      if (!stalest || session.lastUsedMs < stalest.lastUsedMs) stalest = session;
      const isOlder = session.lastUsedMs - session.createdMs > evictionMs;
      if (isOlder && (!smallest || session.size < smallest.size)) smallest = session;
    }
    const evicted =
      stalest && nowMs - stalest.lastUsedMs > evictionMs
        ? stalest
        : smallest && smallest.size < size
          ? smallest
          : undefined;
    return evicted !== undefined && this.#sessions.delete(evicted.sessionId);
  }

  #freeSessionId(): number {
    for (;;) {
      const sessionId = randomInt(1, 2 ** 31 - 1);
      if (!this.#sessions.has(sessionId)) return sessionId;
    }
  }
}

/** Whether a request that came meanwhile, over another connection, has gone on with the session. */
function isOvertaken({ session, epoch }: Extract<FetchPlan, { type: 'incremental' }>): boolean {
  return session.epoch !== epochAfter(epoch);
}

/** A partition that is named twice is read once, as the request says last. */
function targetsOf(wanted: readonly WantedPartition[]): FetchTarget[] {
  const targets = new Map<string, FetchTarget>();
  for (const partition of wanted) targets.set(keyOf(partition), { wanted: partition, topicName: undefined });
  return [...targets.values()];
}
