import type { Clock } from '../../../shared/lib/index.ts';
import type { KafkaApi, MessageInput, MessageValue } from '../../wire/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { TopicDefaults } from '../cluster/plan-topic.ts';
import type { FaultLab } from '../faults/fault-lab.ts';
import type { FetchSessions } from '../fetch-sessions/fetch-sessions.ts';
import type { GroupCoordinator } from '../groups/coordinator.ts';
import type { PartitionLogs } from '../log/partition-logs.ts';
import type { Access } from '../security/acl/access.ts';
import type { Authorizer } from '../security/acl/authorizer.ts';
import type { Peer } from '../server/connection.ts';
import type { TransactionCoordinator } from '../transactions/transaction-coordinator.ts';
import type { RequestQuota } from './quota-gate.ts';

export interface BrokerSettings extends TopicDefaults {
  /** `auto.create.topics.enable` */
  autoCreateTopics: boolean;
  /** `group.initial.rebalance.delay.ms` */
  initialRebalanceDelayMs: number;
  /** `log.dirs`; undefined where everything is in memory. */
  dataDirectory: string | undefined;
}

/** One broker, as its APIs use it. */
export interface BrokerContext {
  readonly nodeId: number;
  readonly cluster: Cluster;
  readonly logs: PartitionLogs;
  readonly fetchSessions: FetchSessions;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  /** undefined: everybody may do everything. */
  readonly authorizer: Authorizer | undefined;
  readonly clock: Clock;
  /** What goes wrong on purpose. */
  readonly faults: FaultLab;
  readonly settings: BrokerSettings;
}

/** What an API knows of a request beside its fields. */
export interface RequestContext {
  readonly broker: BrokerContext;
  readonly apiVersion: number;
  readonly clientId: string;
  readonly peer: Peer;
  /** What the one who sent it may do. */
  readonly access: Access;
  /** What the request may use; asked by Fetch, and for all others by the dispatcher. */
  readonly quota: RequestQuota;
}

/** Answered by closing the connection, as Kafka does where a response has no room for the error. */
export class CloseConnection {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Answered, a moment later, and then the connection is closed: a login failed, and the next guess shall take a while. */
export class LastAnswer<Response> {
  readonly response: Response;
  readonly reason: string;

  constructor(response: Response, reason: string) {
    this.response = response;
    this.reason = reason;
  }
}

/** The client wants no response (Produce with acks=0). */
export const noResponse = Symbol('no response');

type Answer<Response> = Response | typeof noResponse | CloseConnection | LastAnswer<Response>;

/** One Kafka API as this broker implements it, at all versions that Kafka shows of it and doesn't refuse. */
export interface Api<Kafka extends KafkaApi = KafkaApi> {
  readonly kafka: Kafka;
  answer(
    request: MessageValue<Kafka['request']>,
    context: RequestContext,
  ): Answer<MessageInput<Kafka['response']>> | Promise<Answer<MessageInput<Kafka['response']>>>;
}

/** Ties an implementation to its messages, from which the types of both sides follow. */
export function implementApi<Kafka extends KafkaApi>(api: Api<Kafka>): Api<Kafka> {
  return api;
}
