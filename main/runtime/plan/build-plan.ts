import path from 'node:path';
import type { Consumer, Diagnostic, Edge, Graph, Node, Producer, Topic } from '../../../shared/graph/index.ts';
import type { Plan, PlannedConsumer, PlannedNode, PlannedProducer, PlannedService, PlannedTopic } from './plan.ts';
import { shareTicks } from './tick-budget.ts';

/** A project as `loadProject` gives it. */
export interface PlanSource {
  /** Absolute path. */
  readonly folder: string;
  readonly graph: Graph;
  /** Text of each handler file, by its path in the project. */
  readonly handlers: ReadonlyMap<string, string>;
  /** Parsed JSON Schemas, by their path in the project. */
  readonly schemas: ReadonlyMap<string, unknown>;
}

export interface PlanOptions {
  /** Overrides the project's own seed. Without either it is 0. */
  readonly seed?: number;
  /** Of this run among those on the same records, from 0, which is the default. */
  readonly runOrdinal?: number;
  /** Sets topics and groups apart on a shared cluster: `NAME` gives `NAME.orders`. */
  readonly prefix?: string;
  /** Ids of producers and consumers that are left out, as if they weren't drawn; their topics stay. */
  readonly stoppedNodes?: ReadonlySet<string>;
  /** What handlers see as `env`. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Ticks that all self-ticking producers make together; `shareTicks` says which makes how many. Manual and HTTP
   * producers are neither counted nor limited.
   */
  readonly maxTicks?: number;
  /** Rows of replayed files by path, which bound a producer's share; `countReplayRows` counts them. */
  readonly replayRows?: ReadonlyMap<string, number>;
}

export type PlanDiagnosticCode =
  | 'plan.edge-end-missing'
  | 'plan.handler-missing'
  | 'plan.schema-missing'
  | 'plan.name-taken'
  | 'plan.consumer-without-topic'
  | 'plan.http-address-taken'
  | 'plan.http-port-shared'
  | 'plan.file-outside-project';
export type PlanDiagnostic = Diagnostic<PlanDiagnosticCode>;

export type PlanOutcome =
  | { readonly ok: true; readonly plan: Plan; readonly diagnostics: readonly PlanDiagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly PlanDiagnostic[] };

/**
 * The plan of a project, or why it can't be run. Pure. What is only unwise (shared/graph's `validateGraph` tells) doesn't
 * stand in the way: a node that is wired to nothing is left out with a warning.
 */
export function buildPlan(source: PlanSource, options: PlanOptions = {}): PlanOutcome {
  return new PlanBuilder(source, options).build();
}

class PlanBuilder {
  private readonly diagnostics: PlanDiagnostic[] = [];
  private readonly nodes: ReadonlyMap<string, Node>;
  private readonly prefix: string;
  private readonly source: PlanSource;
  private readonly options: PlanOptions;

  constructor(source: PlanSource, options: PlanOptions) {
    this.source = source;
    this.options = options;
    this.nodes = new Map(source.graph.nodes.map((node) => [node.id, node]));
    this.prefix = options.prefix ? `${options.prefix}.` : '';
  }

  build(): PlanOutcome {
    const { graph, folder } = this.source;
    this.checkNames();
    this.checkHttpAddresses();
    const nodes = graph.nodes.flatMap((node) => this.planNode(node));
    const plan: Plan = {
      projectFolder: folder,
      seed: this.options.seed ?? graph.settings.seed ?? 0,
      runOrdinal: this.options.runOrdinal ?? 0,
      prefix: this.prefix,
      environment: this.options.environment ?? {},
      drainTimeoutMs: graph.settings.drainTimeoutMs ?? 10_000,
      topics: this.planTopics(),
      services: this.groupByService(this.withTickShares(nodes)),
    };
    if (this.diagnostics.some((diagnostic) => diagnostic.severity === 'error')) {
      return { ok: false, diagnostics: this.diagnostics };
    }
    return { ok: true, plan, diagnostics: this.diagnostics };
  }

  private planTopics(): PlannedTopic[] {
    const drawn = this.source.graph.nodes.filter((node) => node.kind === 'topic').map((topic) => this.planTopic(topic));
    const names = new Set(drawn.map((topic) => topic.name));
    const undrawn = this.source.graph.nodes
      .filter((node) => node.kind === 'consumer')
      .filter((consumer) => consumer.whenExhausted === 'dead-letter' && !this.deadLetterEdge(consumer))
      .map((consumer) => ({ consumer, name: undrawnDeadLetterName(consumer) }))
      .filter(({ name }) => !names.has(name))
      .map(({ consumer, name }): PlannedTopic => ({
        id: `${consumer.id}.dlq`,
        name,
        kafkaName: this.prefix + name,
        partitions: 1,
        config: {},
        format: 'bytes',
      }));
    return [...drawn, ...undrawn];
  }

  private planTopic(topic: Topic): PlannedTopic {
    const { id, name, partitions, format, config = {}, schema: file } = topic;
    const planned = { id, name, kafkaName: this.prefix + name, partitions, config, format };
    if (file === undefined || format !== 'json') return planned;
    const document = this.source.schemas.get(file);
    if (document === undefined) {
      this.report(
        'plan.schema-missing',
        `The schema ${file} of topic ${name} is not in the project.`,
        { element: id, field: 'schema', file },
        'Add the file, or take the schema off the topic.',
      );
      return planned;
    }
    return { ...planned, schema: { file, document } };
  }

  private planNode(node: Node): PlannedNode[] {
    if (node.kind !== 'producer' && node.kind !== 'consumer') return [];
    if (this.options.stoppedNodes?.has(node.id)) return [];
    this.checkHandler(node);
    return node.kind === 'producer' ? [this.planProducer(node)] : this.planConsumer(node);
  }

  private planProducer(producer: Producer): PlannedProducer {
    const { id, name, handler, trigger } = producer;
    const planned = { kind: 'producer', id, name, handler, trigger, publishes: this.published(producer) } as const;
    if (trigger.type === 'replay') this.checkInside(trigger.file, { element: id, field: 'trigger.file' });
    if (trigger.type !== 'http' || trigger.replyTopic === undefined) return planned;
    const topic = this.topic(trigger.replyTopic, producer.id);
    return topic ? { ...planned, replyTopic: topic.name } : planned;
  }

  private planConsumer(consumer: Consumer): PlannedConsumer[] {
    const subscribes = this.source.graph.edges
      .filter((edge) => edge.kind === 'subscribes' && edge.target === consumer.id)
      .flatMap((edge) => this.topic(edge.source, edge.id)?.name ?? []);
    if (subscribes.length === 0) {
      this.report(
        'plan.consumer-without-topic',
        `The consumer ${consumer.name} subscribes to no topic, so it is left out.`,
        { element: consumer.id },
        'Draw an edge from a topic to it.',
        'warning',
      );
      return [];
    }
    const { id, name, handler, instances, fromBeginning, concurrency, timeoutMs, retry, whenExhausted, batch } =
      consumer;
    const { guarantee } = consumer;
    const edge = this.deadLetterEdge(consumer);
    const deadLetterTopic = edge ? this.topic(edge.target, edge.id)?.name : undrawnDeadLetterName(consumer);
    return [
      {
        kind: 'consumer',
        id,
        name,
        handler,
        group: this.prefix + consumer.group,
        subscribes: sortedUnique(subscribes),
        publishes: this.published(consumer),
        instances,
        fromBeginning,
        ...(batch && { batch }),
        delivery: {
          concurrency,
          timeoutMs,
          retry,
          whenExhausted,
          ...(guarantee === 'exactly-once' && { guarantee }),
          ...(whenExhausted === 'dead-letter' && deadLetterTopic !== undefined && { deadLetterTopic }),
        },
      },
    ];
  }

  private published(node: Producer | Consumer): string[] {
    return sortedUnique(
      this.source.graph.edges
        .filter((edge) => edge.kind === 'publishes' && edge.source === node.id && !edge.deadLetter)
        .flatMap((edge) => this.topic(edge.target, edge.id)?.name ?? []),
    );
  }

  private deadLetterEdge(consumer: Consumer): Edge | undefined {
    return this.source.graph.edges.find(
      (edge) => edge.kind === 'publishes' && edge.source === consumer.id && edge.deadLetter,
    );
  }

  private topic(id: string, element: string): Topic | undefined {
    const node = this.nodes.get(id);
    if (node?.kind === 'topic') return node;
    this.report(
      'plan.edge-end-missing',
      `${id} is not a topic of this graph.`,
      { element },
      'Connect it to a topic, or delete it.',
    );
    return undefined;
  }

  private groupByService(nodes: readonly PlannedNode[]): PlannedService[] {
    const services = new Map<string, { id: string; name: string; nodes: PlannedNode[] }>();
    for (const service of this.source.graph.services) services.set(service.id, { ...service, nodes: [] });
    for (const node of nodes) {
      const drawn = this.nodes.get(node.id);
      const serviceId = drawn && 'service' in drawn ? drawn.service : undefined;
      const service = serviceId === undefined ? undefined : services.get(serviceId);
      if (service) service.nodes.push(node);
      else services.set(node.id, { id: node.id, name: node.name, nodes: [node] });
    }
    return [...services.values()]
      .filter((service) => service.nodes.length > 0)
      .map(({ id, name, nodes }) => ({
        id,
        name,
        producers: nodes.filter((node) => node.kind === 'producer'),
        consumers: nodes.filter((node) => node.kind === 'consumer'),
      }));
  }

  private withTickShares(nodes: readonly PlannedNode[]): PlannedNode[] {
    const { maxTicks, replayRows } = this.options;
    if (maxTicks === undefined) return [...nodes];
    const shares = shareTicks(
      nodes.filter((node) => node.kind === 'producer'),
      maxTicks,
      replayRows,
    );
    return nodes.map((node) => {
      const share = shares.get(node.id);
      return node.kind === 'producer' && share !== undefined ? { ...node, maxTicks: share } : node;
    });
  }

  private checkNames(): void {
    const taken = new Set<string>();
    for (const node of this.source.graph.nodes) {
      if (node.kind === 'note') continue;
      if (taken.has(node.name)) {
        this.report(
          'plan.name-taken',
          `More than one node is named ${node.name}.`,
          { element: node.id, field: 'name' },
          'Give each node a name of its own.',
        );
      }
      taken.add(node.name);
    }
  }

  private checkHandler(node: Producer | Consumer): void {
    this.checkInside(node.handler, { element: node.id, field: 'handler' });
    if (this.source.handlers.has(node.handler)) return;
    this.report(
      'plan.handler-missing',
      `The handler file ${node.handler} of ${node.name} does not exist.`,
      { element: node.id, field: 'handler', file: node.handler },
      'Write the file, or name another.',
    );
  }

  private checkInside(file: string, place: { element: string; field: string }): void {
    const relative = path.relative(this.source.folder, path.resolve(this.source.folder, file));
    if (relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative)) return;
    this.report(
      'plan.file-outside-project',
      `The file ${file} lies outside the project.`,
      place,
      'Move it into the project and name it by its path there.',
    );
  }

  private checkHttpAddresses(): void {
    const owners = new Map<number, { service: string; paths: Set<string> }>();
    for (const node of this.source.graph.nodes) {
      if (node.kind !== 'producer' || node.trigger.type !== 'http' || node.trigger.port === 0) continue;
      const { port, path } = node.trigger;
      const service = node.service ?? node.id;
      const owner = owners.get(port) ?? { service, paths: new Set() };
      owners.set(port, owner);
      if (owner.service !== service) {
        this.report(
          'plan.http-port-shared',
          `Producers of two services listen on port ${port}.`,
          { element: node.id, field: 'trigger.port' },
          'Give each service a port of its own, or 0 for any free one.',
        );
      } else if (owner.paths.has(path)) {
        this.report(
          'plan.http-address-taken',
          `Two producers listen on port ${port} with the path ${path}.`,
          { element: node.id, field: 'trigger.path' },
          'Give one of them another path or port.',
        );
      }
      owner.paths.add(path);
    }
  }

  private report(
    code: PlanDiagnosticCode,
    message: string,
    place: PlanDiagnostic['place'],
    remedy: string,
    severity: PlanDiagnostic['severity'] = 'error',
  ): void {
    this.diagnostics.push({ code, severity, message, place, remedy });
  }
}

function undrawnDeadLetterName(consumer: Consumer): string {
  return `${consumer.name}.dlq`;
}

function sortedUnique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
