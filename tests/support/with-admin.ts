import { type Admin, Kafka, type KafkaConfig, logLevel } from 'kafkajs';

/** Runs `work` with a quiet admin client of kafkajs, and closes it afterwards. */
export async function withAdminClient<Result>(
  config: KafkaConfig,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = new Kafka({ logLevel: logLevel.NOTHING, ...config }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
