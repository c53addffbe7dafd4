import { isDeepStrictEqual } from 'node:util';
import { ORPCError } from '@orpc/server';
import { asRecordsError, detailOf, ProjectReaders, RecordBrowser, sendRecord } from '../records/index.ts';
import type { ClusterAccess } from '../project-session/cluster-access.ts';
import type { OpenProject } from '../workspace/open-project.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';
import { streamOf } from './stream.ts';

const service = implementation.records;

export function createRecordsService(parts: EngineParts) {
  const { clock } = parts;
  const readers = new ProjectReaders(clock);
  return service.router({
    browse: service.browse.handler(async ({ input, signal }) => {
      const { project, access } = clusterOf(parts, input.projectId);
      const topics = input.topics ?? topicsOfGraph(project);
      await checkTopics(readers, project, access, input.topics ?? []);
      const { partition, from, follow, limit, filter = {} } = input;
      const mayLackTopics = input.topics === undefined;
      const isCurrent = (): boolean =>
        parts.projects.find(input.projectId) === project &&
        isDeepStrictEqual(parts.sessions.of(project).cluster?.connection, access.connection);
      const request = { topics, mayLackTopics, partition, from, follow, limit, filter, isCurrent };
      return streamOf({ clock, signal, open: (control) => new RecordBrowser(access, request, clock, control) });
    }),

    detail: service.detail.handler(async ({ input }) => {
      const { project, access } = clusterOf(parts, input.projectId);
      const { topic, partition, offset, maxValueBytes } = input;
      await checkTopics(readers, project, access, [topic], partition);
      const place = { topic: access.kafkaName(topic), partition, offset: BigInt(offset) };
      const record = await readers.of(project, access).readOne(place).catch(throwRecordsError);
      if (record) return detailOf(record, topic, maxValueBytes);
      throw new ORPCError('RECORD_GONE', { message: `${topic}/${partition} holds no record ${offset} (any more).` });
    }),

    send: service.send.handler(async ({ input }) => {
      const { project, access } = clusterOf(parts, input.projectId);
      const { topic, partition, key, value, headers } = input;
      await checkTopics(readers, project, access, [topic], partition);
      const sent = await sendRecord(access.connection, {
        topic: access.kafkaName(topic),
        partition,
        key: bytesOf(key),
        value: bytesOf(value),
        headers: headers.map((header) => ({ name: header.name, value: bytesOf(header.value) })),
      }).catch(throwRecordsError);
      return { partition: sent.partition, offset: sent.offset };
    }),
  });
}

/** @throws {ORPCError} PROJECT_NOT_OPEN, NO_CLUSTER */
function clusterOf(parts: EngineParts, projectId: string): { project: OpenProject; access: ClusterAccess } {
  const project = projectOf(parts, projectId);
  const access = parts.sessions.of(project).cluster;
  if (access) return { project, access };
  throw new ORPCError('NO_CLUSTER', { message: 'Nothing runs, so there are no records. Press Run.' });
}

function topicsOfGraph(project: OpenProject): string[] {
  return project.document.graph.nodes.filter(({ kind }) => kind === 'topic').map(({ name }) => name);
}

/** Asked of the cluster in any case, so that one that isn't there is told before a stream begins. */
async function checkTopics(
  readers: ProjectReaders,
  project: OpenProject,
  access: ClusterAccess,
  topics: readonly string[],
  partition?: number,
): Promise<void> {
  const names = topics.map((topic) => ({ topic, kafkaName: access.kafkaName(topic) }));
  const counts = await readers
    .of(project, access)
    .partitionCounts(names.map(({ kafkaName }) => kafkaName))
    .catch(throwRecordsError);
  for (const { topic, kafkaName } of names) {
    const count = counts.get(kafkaName);
    if (count === undefined) {
      throw new ORPCError('TOPIC_UNKNOWN', { message: `The cluster has no topic ${kafkaName}.` });
    }
    if (partition !== undefined && partition >= count) {
      const message = `The topic ${topic} has ${count} partitions, counted from 0; there is no partition ${partition}.`;
      throw new ORPCError('TOPIC_UNKNOWN', { message });
    }
  }
}

function throwRecordsError(error: unknown): never {
  throw asRecordsError(error);
}

function bytesOf(base64: string | null): Uint8Array | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}
