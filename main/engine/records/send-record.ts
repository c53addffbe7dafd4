import { createEventProducer, type ProducedOffset, type ProducedRecord } from '../../clients/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';

/** A person waits for the answer. */
const deliveryTimeoutMs = 10_000;

/** Writes one record and resolves when it is acknowledged. Joins no group. Rejects with a ClientFault. */
export async function sendRecord(connection: ConnectionSettings, record: ProducedRecord): Promise<ProducedOffset> {
  const producer = createEventProducer({ connection, deliveryTimeoutMs });
  try {
    await producer.start();
    return await producer.send(record);
  } finally {
    await producer.close();
  }
}
