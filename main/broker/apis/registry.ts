import { kafkaApis, type KafkaApi } from '../../wire/index.ts';
import type { Api } from './api.ts';
import { apiVersionsOf } from './api-versions.ts';
import { createPartitions } from './create-partitions.ts';
import { createTopics } from './create-topics.ts';
import { deleteTopics } from './delete-topics.ts';
import { describeCluster } from './describe-cluster.ts';
import { describeConfigs } from './describe-configs.ts';
import { describeGroups } from './describe-groups.ts';
import { fetch } from './fetch.ts';
import { findCoordinator } from './find-coordinator.ts';
import { heartbeat } from './heartbeat.ts';
import { initProducerId } from './init-producer-id.ts';
import { joinGroup } from './join-group.ts';
import { leaveGroup } from './leave-group.ts';
import { listGroups } from './list-groups.ts';
import { listOffsets } from './list-offsets.ts';
import { metadata } from './metadata.ts';
import { offsetCommit } from './offset-commit.ts';
import { offsetFetch } from './offset-fetch.ts';
import { produce } from './produce.ts';
import { syncGroup } from './sync-group.ts';

const implemented: Api[] = [
  createPartitions,
  createTopics,
  deleteTopics,
  describeCluster,
  describeConfigs,
  describeGroups,
  fetch,
  findCoordinator,
  heartbeat,
  initProducerId,
  joinGroup,
  leaveGroup,
  listGroups,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  produce,
  syncGroup,
];

/** What this broker implements, by API key. ApiVersions shows exactly this, itself included. */
export const implementedApis: ReadonlyMap<number, Api> = new Map(
  [...implemented, apiVersionsOf([...implemented.map(({ kafka }) => kafka), kafkaApis.apiVersions])].map((api) => [
    api.kafka.key,
    api,
  ]),
);

/** Whether requests of this version are answered: what Kafka has messages for and doesn't keep to itself. */
export function servesVersion({ request, shown }: KafkaApi, version: number): boolean {
  return version >= Math.max(request.versions.min, shown.min) && version <= Math.min(request.versions.max, shown.max);
}
