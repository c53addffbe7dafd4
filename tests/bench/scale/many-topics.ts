import { withAdmin } from '../../kafka/topics.ts';
import { residentMegabytes, withDataBroker } from './started-broker.ts';

const topicsPerRequest = 100;

/** Makes so many topics of ten partitions, and asks for the metadata of all. */
export async function manyTopics(topicCount: number): Promise<[number, number]> {
  return await withDataBroker(async ({ bootstrap, processId }) => {
    const startMs = performance.now();
    await withAdmin(bootstrap, async (admin) => {
      for (let made = 0; made < topicCount; made += topicsPerRequest) {
        const topics = Array.from({ length: topicsPerRequest }, (_, index) => ({
          topic: `topic-${made + index}`,
          numPartitions: 10,
        }));
        await admin.createTopics({ topics, waitForLeaders: false });
      }
      const metadata = await admin.fetchTopicMetadata();
      const partitions = metadata.topics.reduce((sum, topic) => sum + topic.partitions.length, 0);
      if (partitions !== topicCount * 10) throw new Error(`There are ${partitions} partitions`);
    });
    return [performance.now() - startMs, await residentMegabytes(processId)];
  });
}
