/** Whom a quota is for: by type of entity its name, or null for the default of the type. */
export type QuotaEntity = Readonly<Partial<Record<QuotaEntityType, string | null>>>;

export const quotaEntityTypes = ['user', 'client-id', 'ip'] as const;
export type QuotaEntityType = (typeof quotaEntityTypes)[number];

/** A limit that this broker acts upon: bytes a second, or the percentage of a thread's time. */
export type ActiveQuotaKey = 'producer_byte_rate' | 'consumer_byte_rate' | 'request_percentage';

/** One change of the quotas, as the cluster's journal keeps it; null takes a limit away. */
export interface QuotaEntry {
  type: 'quota';
  entity: QuotaEntity;
  key: string;
  value: number | null;
}

export interface EntityQuotas {
  readonly entity: QuotaEntity;
  readonly values: ReadonlyMap<string, number>;
}

export interface QuotaLimit {
  /** Bytes, or hundredths of a thread's time. */
  readonly perSecond: number;
  /** The same for all clients that share the limit. */
  readonly sharedBy: string;
}

/** What clients may use of a broker, by user, client id and address. Source: KIP-13, KIP-55, KIP-546. */
export class ClientQuotas {
  readonly #append: (entry: QuotaEntry) => void;
  readonly #byEntity = new Map<string, { entity: QuotaEntity; values: Map<string, number> }>();
  /** By key, how many entities have such a limit. */
  readonly #counts = new Map<string, number>();

  /** `append` remembers a change beyond the process; called before it counts. */
  constructor(append: (entry: QuotaEntry) => void) {
    this.#append = append;
  }

  /** Whether anybody has such a limit. */
  has(key: ActiveQuotaKey): boolean {
    return (this.#counts.get(key) ?? 0) > 0;
  }

  all(): Iterable<EntityQuotas> {
    return this.#byEntity.values();
  }

  /** null takes the limit away. */
  set(entity: QuotaEntity, key: string, value: number | null): void {
    if ((this.#byEntity.get(entityKey(entity))?.values.get(key) ?? null) === value) return;
    const entry: QuotaEntry = { type: 'quota', entity, key, value };
    this.#append(entry);
    this.restore(entry);
  }

  restore({ entity, key, value }: QuotaEntry): void {
    const id = entityKey(entity);
    const known = this.#byEntity.get(id) ?? { entity, values: new Map<string, number>() };
    const countBefore = known.values.size;
    if (value === null) known.values.delete(key);
    else known.values.set(key, value);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + known.values.size - countBefore);
    if (known.values.size === 0) this.#byEntity.delete(id);
    else this.#byEntity.set(id, known);
  }

  /** The least that `restore` needs. */
  *entries(): Iterable<QuotaEntry> {
    for (const { entity, values } of this.#byEntity.values()) {
      for (const [key, value] of values) yield { type: 'quota', entity, key, value };
    }
  }

  /**
   * The limit that counts for a client: the most particular one that there is. A client without a client id has those of its
   * user only, as in Kafka. Source: KIP-55, ClientQuotaManager.
   */
  limitOf(key: ActiveQuotaKey, user: string, clientId: string): QuotaLimit | undefined {
    const candidates: QuotaEntity[] =
      clientId === ''
        ? [{ user }, { user: null }]
        : [
            { user, 'client-id': clientId },
            { user, 'client-id': null },
            { user },
            { user: null, 'client-id': clientId },
            { user: null, 'client-id': null },
            { user: null },
            { 'client-id': clientId },
            { 'client-id': null },
          ];
    for (const entity of candidates) {
      const perSecond = this.#byEntity.get(entityKey(entity))?.values.get(key);
      if (perSecond === undefined) continue;
      // A default is each one's own, not one for all of them together.
      const sharers = {
        ...(entity.user !== undefined && { user }),
        ...(entity['client-id'] !== undefined && { 'client-id': clientId }),
      };
      return { perSecond, sharedBy: entityKey(sharers) };
    }
    return undefined;
  }
}

export function entityKey(entity: QuotaEntity): string {
  return JSON.stringify(quotaEntityTypes.map((type) => (type in entity ? [entity[type] ?? null] : 0)));
}
