import type { SegmentedLog } from '../../main/broker/log/segmented-log.ts';

/** All that a log can be asked; `nowMs`: about when its records were written. */
export function knowledgeOf(log: SegmentedLog, nowMs: number) {
  const end = log.logEndOffset;
  const batches: { bytes: string; aborted: unknown }[] = [];
  for (let offset = log.logStartOffset; offset < end; offset += 1n) {
    const bytes = log.read({ offset, maxBytes: 1, atLeastOneBatch: true }) ?? new Uint8Array(0);
    batches.push({ bytes: Buffer.from(bytes).toString('hex'), aborted: log.abortedTransactions(offset, bytes) });
  }
  const { logStartOffset, lastStableOffset, sizeBytes, appendedBytes, stableBytes } = log;
  return {
    batches,
    end,
    logStartOffset,
    lastStableOffset,
    sizeBytes,
    appendedBytes,
    stableBytes,
    producers: log.producers(),
    epochs: [0, 1, 2].map((epoch) => log.epochs.endOf(epoch, end)),
    byTimestamp: [0, 7, 33, 58, 100].map((ms) => log.batchForTimestamp(BigInt(nowMs + ms))?.header.baseOffset),
    last: log.batchOfMaxTimestamp()?.header.baseOffset,
  };
}
