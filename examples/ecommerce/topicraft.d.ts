// Made by Topicraft from topicraft.json and schemas/. Edits are lost: this file is written anew with every change of those.
declare module 'topicraft' {
  /** A customer pressed Buy. Nothing is checked yet. */
  type OrdersValue = {
    /** Also the key of the record, so that what happens to one order stays in order. */
    orderId: string;
    /** Who ordered. */
    customerId: string;
    /** What the card company calls the card; never the number itself. */
    card: string;
    items: {
      /** Stock keeping unit. */
      sku: string;
      quantity: number;
    }[];
  };
  /** An order that was checked and has a price. */
  type CheckoutsValue = {
    /** Also the key of the record, so that what happens to one order stays in order. */
    orderId: string;
    /** Who ordered. */
    customerId: string;
    /** What the card company calls the card; never the number itself. */
    card: string;
    items: {
      /** Stock keeping unit. */
      sku: string;
      quantity: number;
    }[];
    /** In euro cents. */
    amountCents: number;
  };
  /** What the stock books say about an order. */
  type StockValue = {
    /** Also the key of the record, so that what happens to one order stays in order. */
    orderId: string;
    /** Who ordered. */
    customerId: string;
    /** What the card company calls the card; never the number itself. */
    card: string;
    items: {
      /** Stock keeping unit. */
      sku: string;
      quantity: number;
    }[];
    /** In euro cents. */
    amountCents: number;
    status: "reserved" | "released";
  };
  /** What became of the money for an order. */
  type PaymentsValue = {
    /** Also the key of the record, so that what happens to one order stays in order. */
    orderId: string;
    /** Who ordered. */
    customerId: string;
    /** What the card company calls the card; never the number itself. */
    card: string;
    items: {
      /** Stock keeping unit. */
      sku: string;
      quantity: number;
    }[];
    /** In euro cents. */
    amountCents: number;
    status: "charged" | "declined" | "refunded";
  };
  /** What became of the parcel for an order. */
  type ShipmentsValue = {
    /** Also the key of the record, so that what happens to one order stays in order. */
    orderId: string;
    /** Who ordered. */
    customerId: string;
    /** What the card company calls the card; never the number itself. */
    card: string;
    items: {
      /** Stock keeping unit. */
      sku: string;
      quantity: number;
    }[];
    /** In euro cents. */
    amountCents: number;
    status: "shipped" | "out-of-stock";
  };
  /** How an order ended; one record an order. */
  type OrderOutcomesValue = {
    /** Also the key of the record, so that what happens to one order stays in order. */
    orderId: string;
    /** Who ordered. */
    customerId: string;
    outcome: "shipped" | "declined" | "out-of-stock";
  };
  /** Somebody asks what these items would cost. */
  type QuoteRequestsValue = {
    items: {
      /** Stock keeping unit. */
      sku: string;
      quantity: number;
    }[];
  };
  /** The answer to a quote request. */
  type QuotesValue = {
    /** In euro cents. */
    amountCents: number;
    currency: "EUR";
  };
  /** What the records of each topic carry. */
  interface TopicValues {
    orders: OrdersValue;
    "orders.dlq": unknown;
    checkouts: CheckoutsValue;
    stock: StockValue;
    payments: PaymentsValue;
    shipments: ShipmentsValue;
    "order-outcomes": OrderOutcomesValue;
    "quote-requests": QuoteRequestsValue;
    quotes: QuotesValue;
  }
  /** Topics whose records may be tombstones (cleanup.policy=compact). */
  type CompactedTopic = never;
  interface Producers {
    storefront: { emits: "orders"; payload: undefined };
    "price-check": { emits: "quote-requests"; payload: unknown };
  }
  interface Consumers {
    "order-service": { reads: "orders" | "payments" | "shipments"; emits: "checkouts" | "order-outcomes"; batch: false };
    "quote-service": { reads: "quote-requests"; emits: "quotes"; batch: false };
    inventory: { reads: "checkouts" | "payments"; emits: "stock"; batch: false };
    "payment-service": { reads: "stock" | "shipments"; emits: "payments"; batch: false };
    shipping: { reads: "payments"; emits: "shipments"; batch: false };
    notifications: { reads: "order-outcomes"; emits: never; batch: false };
    analytics: { reads: "payments"; emits: never; batch: true };
  }

  /** A topic of this project. */
  type TopicName = keyof TopicValues;
  /** What a record of this topic carries. */
  type TopicValue<Name extends TopicName> = TopicValues[Name];
  type ProducerName = keyof Producers;
  /** A consumer that gets one event a call. */
  type ConsumerName = { [Name in keyof Consumers]: Consumers[Name]['batch'] extends true ? never : Name }[keyof Consumers];
  /** A consumer that gets many events a call. */
  type BatchConsumerName = { [Name in keyof Consumers]: Consumers[Name]['batch'] extends true ? Name : never }[keyof Consumers];

  type HeaderValues = Record<string, string>;

  /** A record, as a handler sees it. Deeply frozen. */
  interface HandlerEvent<Value = unknown, Name extends string = string> {
    /** Derived from seed, node and tick, or from the cause's id and the emit's index; a foreign record's: topic-partition-offset. */
    readonly id: string;
    readonly topic: Name;
    readonly partition: number;
    /** Decimal. */
    readonly offset: string;
    /** The record's timestamp in milliseconds since the Unix epoch. */
    readonly timestampMs: number;
    readonly key: string | null;
    readonly value: Value;
    readonly headers: Readonly<HeaderValues>;
  }

  /** A record of this topic; of several topics, a union to tell apart by `topic`. A compacted topic also has tombstones. */
  type TopicEvent<Name extends TopicName> = Name extends TopicName
    ? HandlerEvent<Name extends CompactedTopic ? TopicValues[Name] | null : TopicValues[Name], Name>
    : never;
  /** What this consumer gets. */
  type ConsumerEvent<Name extends keyof Consumers> = TopicEvent<Consumers[Name]['reads']>;

  /** What made a producer tick. */
  interface Tick<Payload = unknown> {
    readonly id: string;
    /** Counts from 0 in this session. */
    readonly index: number;
    /** When it was due, in milliseconds since the Unix epoch. */
    readonly timeMs: number;
    /** The row of a replay, the body of an HTTP request, the payload of a manual send; undefined otherwise. */
    readonly payload: Payload;
  }

  interface Emission<Value = unknown> {
    key?: string | null;
    /** null is a tombstone. */
    value: Value | null;
    headers?: HeaderValues;
    /** Without it the key decides, as Kafka's default partitioner does. */
    partition?: number;
    /** Batch handlers: the event that caused this one. Elsewhere it is known. */
    cause?: HandlerEvent;
  }

  interface EmittedEvent {
    readonly id: string;
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
  }

  interface HandlerLog {
    debug(message: string, fields?: Record<string, unknown>): void;
    info(message: string, fields?: Record<string, unknown>): void;
    warn(message: string, fields?: Record<string, unknown>): void;
    error(message: string, fields?: Record<string, unknown>): void;
  }

  /** Everything a handler may need that must be replayable. */
  interface HandlerContext {
    /** Answers an event that carries `reply-to` and `correlation-id`; throws where it doesn't. */
    reply: (value: unknown, headers?: HeaderValues) => Promise<EmittedEvent>;
    readonly log: HandlerLog;
    readonly clock: { nowMs(): number };
    /** Uniform in [0, 1), from seed, node and event id. */
    random: () => number;
    /** 1 on the first try. */
    readonly attempt: number;
    /** Aborted on timeout and stop. */
    readonly signal: AbortSignal;
    /** The variables that the run was given for handlers; nothing of the machine's environment. */
    readonly env: Readonly<Record<string, string>>;
  }
  interface NodeContext<Emits extends TopicName> extends HandlerContext {
    /** Sends a record to a topic that this node is wired to. Resolves when the broker has acknowledged it. */
    emit: <Name extends Emits>(topic: Name, emission: Emission<TopicValues[Name]>) => Promise<EmittedEvent>;
  }
  type ProducerContext<Name extends ProducerName> = NodeContext<Producers[Name]['emits']>;
  type ConsumerContext<Name extends keyof Consumers> = NodeContext<Consumers[Name]['emits']>;
  interface BatchContext<Name extends keyof Consumers> extends HandlerContext {
    /** Sends a record to a topic that this node is wired to, and says which event caused it. */
    emit: <Topic extends Consumers[Name]['emits']>(
      topic: Topic,
      emission: Emission<TopicValues[Topic]> & { cause: ConsumerEvent<Name> },
    ) => Promise<EmittedEvent>;
  }

  /** What a handler file exports by default. */
  interface HandlerDefinition<Kind extends string = string> {
    readonly kind: Kind;
  }

  /** Reacts to one event a call. The type parameter is the node's name. */
  function defineConsumer<Name extends ConsumerName = never>(
    handle: (event: ConsumerEvent<Name>, context: ConsumerContext<Name>) => Promise<void> | void,
  ): HandlerDefinition<'consumer'>;
  /** Reacts to many events of one partition a call. The type parameter is the node's name. */
  function defineBatchConsumer<Name extends BatchConsumerName = never>(
    handle: (events: readonly ConsumerEvent<Name>[], context: BatchContext<Name>) => Promise<void> | void,
  ): HandlerDefinition<'batch-consumer'>;
  /** Starts events. The type parameter is the node's name. */
  function defineProducer<Name extends ProducerName = never>(
    handle: (tick: Tick<Producers[Name]['payload']>, context: ProducerContext<Name>) => Promise<void> | void,
  ): HandlerDefinition<'producer'>;
}
