import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Admin, createGroupMember, type EventProducer } from '../../clients/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import type { Clock, Timer } from '../../../shared/lib/index.ts';
import { createDeferred } from '../deferred.ts';
import type { Journal } from '../handler-host/journal.ts';
import type { PlannedProducer } from '../plan/plan.ts';
import { type ProducerPosition, unfinishedTickSchema } from '../protocol/engine-host.ts';

/** What ends between two saves is made again after a crash, with the same ids. */
const saveIntervalMs = 250;

const positionSchema = z.object({ nextTick: z.int().min(0), unfinished: z.array(unfinishedTickSchema) });
type SavedPosition = z.infer<typeof positionSchema>;

type TickEntry = Parameters<Journal['tick']>[0];

/** Whether a producer's ticks go on where they were after a restart: all that tick by themselves. */
export function keepsPosition({ trigger }: Pick<PlannedProducer, 'trigger'>): boolean {
  return trigger.type !== 'http' && trigger.type !== 'manual';
}

/** The topic that holds how far a producer has come: one partition, compacted, by the producer's id. */
export function positionTopic(producerName: string, prefix: string): string {
  return `${prefix}${producerName}.ticks`;
}

/**
 * How far the producers of a service have come, in topics of their own, so that a service that died goes on with the tick
 * after: the engine does this in the app. Owns one timer while something waits to be saved.
 */
export class TickPositions {
  readonly #connection: ConnectionSettings;
  readonly #prefix: string;
  readonly #clock: Clock;
  readonly #producer: EventProducer;
  readonly #onFault: (message: string) => void;
  readonly #positions = new Map<string, { topic: string; position: SavedPosition; isSaved: boolean }>();
  #timer: Timer | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: {
    connection: ConnectionSettings;
    prefix: string;
    clock: Clock;
    producer: EventProducer;
    onFault: (message: string) => void;
  }) {
    this.#connection = options.connection;
    this.#prefix = options.prefix;
    this.#clock = options.clock;
    this.#producer = options.producer;
    this.#onFault = options.onFault;
  }

  /** Where the producer goes on. Rejects with a ClientFault where the cluster can't be asked. */
  async load(producer: Pick<PlannedProducer, 'id' | 'name' | 'trigger'>, admin: Admin): Promise<ProducerPosition> {
    if (!keepsPosition(producer)) return { firstTick: 0, nextTick: 0, unfinished: [] };
    const topic = positionTopic(producer.name, this.#prefix);
    const position = (await this.#read(topic, producer.id, admin)) ?? { nextTick: 0, unfinished: [] };
    this.#positions.set(producer.id, { topic, position, isSaved: true });
    return { firstTick: 0, nextTick: position.nextTick, unfinished: position.unfinished };
  }

  /** Takes note of a tick that begins or has ended. */
  tick({ producer, phase, index, timeMs }: TickEntry): void {
    const known = this.#positions.get(producer);
    if (!known) return;
    const { nextTick, unfinished } = known.position;
    const before = unfinished.find((tick) => tick.index === index);
    const others = unfinished.filter((tick) => tick.index !== index);
    const begun = { index, timeMs, attempts: (before?.attempts ?? 0) + 1 };
    known.position = {
      nextTick: Math.max(nextTick, index + 1),
      unfinished: phase === 'started' ? [...others, begun] : others,
    };
    known.isSaved = false;
    this.#timer ??= this.#clock.schedule(saveIntervalMs, () => void this.save());
  }

  /** Saves what isn't yet; never rejects. */
  save(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#saving = this.#saving.then(() => this.#saveAll());
    return this.#saving;
  }

  async #saveAll(): Promise<void> {
    for (const [id, known] of this.#positions) {
      if (known.isSaved) continue;
      known.isSaved = true;
      const { topic, position } = known;
      try {
        await this.#producer.send({ topic, partition: 0, key: bytes(id), value: bytes(position), headers: [] });
      } catch (error) {
        known.isSaved = false;
        this.#onFault(`How far the producer has come could not be saved: ${String(error)}`);
      }
    }
  }

  /** The last position in the topic; undefined where there is none. */
  async #read(topic: string, producerId: string, admin: Admin): Promise<SavedPosition | undefined> {
    const extent = (await admin.topicOffsets(topic)).find(({ partition }) => partition === 0);
    if (!extent || BigInt(extent.endOffset) <= BigInt(extent.startOffset)) return undefined;
    const end = BigInt(extent.endOffset);
    let found: SavedPosition | undefined;
    const reachedEnd = createDeferred();
    const member = createGroupMember(
      { connection: this.#connection, groupId: `${topic}.${randomUUID()}`, topics: [topic], fromBeginning: true },
      {
        assigned: () => undefined,
        rebalancing: () => undefined,
        restarting: (fault) => this.#onFault(`How far the producer has come can't be read yet: ${fault.message}`),
        fetched: ({ records, nextOffset }) => {
          for (const { key, value } of records) {
            if (key && value && text(key) === producerId) found = positionSchema.parse(JSON.parse(text(value)));
          }
          if (BigInt(nextOffset) >= end) reachedEnd.resolve();
        },
      },
    );
    try {
      await member.start();
      await reachedEnd.promise;
    } finally {
      await member.stop();
    }
    return found;
  }
}

function bytes(value: string | SavedPosition): Uint8Array {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8');
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
