import { z } from 'zod';
import type { Tick } from '../../../shared/handler-api/index.ts';
import type { PlannedTopic } from '../plan/plan.ts';
import { errorReportSchema } from '../reports.ts';

/**
 * What the main thread of a handler host and a worker thread say to each other. Messages are gathered on both sides and
 * posted as arrays, once a turn of the event loop. What comes from a worker is parsed: user code runs there and can post
 * what it likes.
 */

/** What a worker is started with (`workerData`). */
export interface WorkerStart {
  readonly codeFile: string;
  readonly projectFolder: string;
  readonly kind: HandlerKind;
  readonly nodeId: string;
  readonly seed: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly wiring: Wiring;
  /** What the handler's clock reads, in place of the time of day; see shared/captured-test `givenClock`. */
  readonly clockMs?: readonly number[] | undefined;
}

export type HandlerKind = 'producer' | 'consumer' | 'batch-consumer';

/** What a node's code may reach. */
export interface Wiring {
  /** Names of the topics that `emit` takes. */
  readonly publishes: readonly string[];
  /** All topics of the plan. */
  readonly topics: readonly PlannedTopic[];
}

/** A record on its way to a worker; its bytes are its own. */
export interface RecordForWorker {
  readonly id: string;
  /** The graph's name. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly (readonly [name: string, value: Uint8Array | null])[];
}

export type CallInput =
  | { readonly type: 'records'; readonly records: readonly RecordForWorker[] }
  | { readonly type: 'tick'; readonly tick: Tick };

export type MessageToWorker =
  | { readonly type: 'call'; readonly callId: number; readonly attempt: number; readonly input: CallInput }
  | { readonly type: 'abort'; readonly callId: number; readonly reason: string }
  | { readonly type: 'emitted'; readonly emitId: number; readonly outcome: EmitOutcome }
  | { readonly type: 'wiring'; readonly wiring: Wiring };

export type EmitOutcome =
  | { readonly ok: true; readonly id: string; readonly partition: number; readonly offset: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

export const emitMessageSchema = z.object({
  type: z.literal('emit'),
  callId: z.int(),
  /** Counts the emits of a worker; names this one in `emitted`. */
  emitId: z.int(),
  /** A topic's name in the graph. */
  topic: z.string(),
  key: bytes.nullable(),
  value: bytes.nullable(),
  headers: z.array(z.tuple([z.string(), bytes])),
  partition: z.int().min(0).optional(),
  /** Index, among the call's records, of the one that caused it. */
  cause: z.int().min(0),
  /** Counts from 0 what this call emitted for that cause. */
  emitIndex: z.int().min(0),
  causeKnown: z.enum(['known', 'inferred', 'late']),
  /** An answer to a request: its topic is named by the request and need not be one that the node is wired to. */
  reply: z.boolean(),
});
export type EmitMessage = z.infer<typeof emitMessageSchema>;

/** Readings of a call's clock that are told: so many a re-run can give again. */
export const toldClockReadings = 100;
/** Absent where the handler read none. */
const clockReadings = z.array(z.number()).max(toldClockReadings).optional();

export const messageFromWorkerSchema = z.discriminatedUnion('type', [
  /** The handler is loaded; calls may come. */
  z.object({ type: z.literal('loaded') }),
  z.object({ type: z.literal('load-failed'), error: errorReportSchema }),
  emitMessageSchema,
  z.object({ type: z.literal('resolved'), callId: z.int(), clockMs: clockReadings }),
  z.object({ type: z.literal('threw'), callId: z.int(), error: errorReportSchema, clockMs: clockReadings }),
  /** Records that could not be decoded or that their topic's schema refuses; the handler saw none of the call. */
  z.object({
    type: z.literal('refused'),
    callId: z.int(),
    refusals: z.array(z.object({ record: z.int().min(0), error: errorReportSchema })).min(1),
  }),
  /**
   * User code ended the thread: it called process.exit, or left a rejection or an exception alone. `callId` is the call that
   * it stems from, ended ones included; absent where it stems from none. The thread ends next.
   */
  z.object({ type: z.literal('crashed'), callId: z.int().optional(), error: errorReportSchema }),
  z.object({
    type: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    fields: z.string().optional(),
    causeId: z.string().optional(),
  }),
]);
export type MessageFromWorker = z.infer<typeof messageFromWorkerSchema>;
export const messagesFromWorkerSchema = z.array(messageFromWorkerSchema);
