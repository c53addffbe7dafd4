import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { quantile } from '../measuring/summary.ts';
import { mostResidentMegabytes, withDataBroker } from './started-broker.ts';

const leavingAtATime = 10;

/**
 * A group of so many members of which ten leave, and ten others come, over and over for so long. Tells the median time in which the group had
 * all members again, from the moment in which the newcomers asked to join.
 */
export async function restlessMembers(memberCount: number, forMs: number): Promise<[number, number]> {
  return await withDataBroker(async ({ bootstrap, processId }) => {
    const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'work', numPartitions: memberCount }] });
    const members: Consumer[] = [];
    const join = async (): Promise<void> => {
      const consumer = kafka.consumer({ groupId: 'restless', maxWaitTimeInMs: 200, rebalanceTimeout: 30_000 });
      members.push(consumer);
      await consumer.connect();
      await consumer.subscribe({ topic: 'work', fromBeginning: true });
      await consumer.run({ eachMessage: () => Promise.resolve() });
    };
    const settled = async (): Promise<void> => {
      for (;;) {
        const { groups } = await admin.describeGroups(['restless']);
        if (groups[0]?.state === 'Stable' && groups[0].members.length === memberCount) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const taken: number[] = [];
    const megabytes = await mostResidentMegabytes(processId, async () => {
      await Promise.all(Array.from({ length: memberCount }, join));
      await settled();
      const beganMs = performance.now();
      while (performance.now() - beganMs < forMs) {
        await Promise.all(members.splice(0, leavingAtATime).map((member) => member.disconnect()));
        const startMs = performance.now();
        await Promise.all(Array.from({ length: leavingAtATime }, join));
        await settled();
        taken.push(performance.now() - startMs);
      }
    });
    await Promise.all(members.map((member) => member.disconnect()));
    await admin.disconnect();
    return [
      quantile(
        taken.sort((one, other) => one - other),
        0.5,
      ),
      megabytes,
    ];
  });
}
