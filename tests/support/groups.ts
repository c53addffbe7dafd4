import { Kafka, logLevel } from 'kafkajs';

/** What the group has committed of each partition, in order; -1 where it hasn't. Read with plain kafkajs. */
export async function committedOffsets(
  { bootstrap }: { bootstrap: string },
  group: string,
  topic: string,
): Promise<string[]> {
  return await withAdmin(bootstrap, async (admin) => {
    const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    return (found?.partitions ?? [])
      .toSorted((one, other) => one.partition - other.partition)
      .map(({ offset }) => offset);
  });
}

/** The ids of the members that the group has now, sorted, as the broker says. */
export async function membersOf({ bootstrap }: { bootstrap: string }, group: string): Promise<string[]> {
  return await withAdmin(bootstrap, async (admin) => {
    const { groups } = await admin.describeGroups([group]);
    return (groups[0]?.members ?? []).map(({ memberId }) => memberId).sort();
  });
}

type Admin = ReturnType<Kafka['admin']>;

async function withAdmin<Result>(bootstrap: string, use: (admin: Admin) => Promise<Result>): Promise<Result> {
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, clientId: 'independent-admin' });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}
