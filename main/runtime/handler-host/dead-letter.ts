import type { ConsumedRecord, ProducedRecord, RecordHeader } from '../../clients/index.ts';
import type { DeadLetter } from '../../../shared/delivery/index.ts';
import type { PlannedConsumer } from '../plan/plan.ts';
import { deadLetterHeaders } from '../record-headers.ts';
import { textHeader } from './event-sender.ts';

/** Bounds of what an error may put into headers, in characters. */
const maxErrorLength = 4_000;

/**
 * The record that stands for an exhausted event: key, value and headers as they were, and why it is here. A letter that was
 * a dead letter before keeps only the newest reason.
 */
export function deadLetterRecord(
  letter: DeadLetter<ConsumedRecord>,
  consumer: PlannedConsumer,
  deadLetterTopic: string,
): ProducedRecord {
  const { record, error, attempts } = letter;
  const reasons: Record<string, string> = {
    'topicraft-error-message': error.message.slice(0, maxErrorLength),
    ...(error.stack !== undefined && { 'topicraft-error-stack': error.stack.slice(0, maxErrorLength) }),
    'topicraft-error-code': error.code ?? 'failed',
    'topicraft-attempts': String(attempts),
    [deadLetterHeaders.topic]: record.topic,
    [deadLetterHeaders.partition]: String(record.partition),
    [deadLetterHeaders.offset]: record.offset,
    'topicraft-original-timestamp': String(record.timestampMs),
    'topicraft-consumer': consumer.name,
    [deadLetterHeaders.node]: consumer.id,
    'topicraft-group': consumer.group,
  };
  const kept = record.headers.filter(({ name }) => !name.startsWith('topicraft-error-') && !(name in reasons));
  const added: RecordHeader[] = Object.entries(reasons).map(([name, value]) => textHeader(name, value));
  return { topic: deadLetterTopic, key: record.key, value: record.value, headers: [...kept, ...added] };
}
