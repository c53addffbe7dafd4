import type { EngineClient } from '../transport/engine-client.ts';
import { asText, fromBase64 } from '../ui/bytes.ts';

export interface CapturedEvent {
  /** `orders 2:5,301`. */
  readonly place: string;
  readonly key: string | null;
  /** Text as it stands in the record, JSON indented. */
  readonly value: string;
}

/** The newest record of a topic that is on the cluster now; undefined where it has none. */
export async function newestEvent(
  client: EngineClient,
  projectId: string,
  topic: string,
): Promise<CapturedEvent | undefined> {
  const stream = await client.records.browse({
    projectId,
    topics: [topic],
    from: { type: 'newest', count: 1 },
    follow: false,
    limit: 1,
  });
  for await (const { records } of stream) {
    const [record] = records;
    if (!record) continue;
    const { partition, offset } = record;
    const detail = await client.records.detail({ projectId, topic, partition, offset });
    return {
      place: `${topic} ${partition}:${offset}`,
      key: detail.key === null ? null : (asText(fromBase64(detail.key)) ?? detail.key),
      value: detail.value === null ? '' : indented(asText(fromBase64(detail.value)) ?? detail.value),
    };
  }
  return undefined;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
