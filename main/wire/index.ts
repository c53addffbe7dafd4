export { kafkaApis, requestHeaderVersion, responseHeaderVersion, type KafkaApi } from './apis.ts';
export type { Field, Fields, WireType } from './declaration/field.ts';
export { isDefault } from './declaration/default-value.ts';
export type { Message, MessageInput, MessageValue } from './declaration/message.ts';
export { includesVersion, type VersionRange } from './declaration/version-range.ts';
export { requestHeader, responseHeader } from './messages/headers.ts';
export { WireReader } from './primitives/wire-reader.ts';
export { WireWriter } from './primitives/wire-writer.ts';
export { wireFault, type WireFault, type WireFaultCode } from './wire-fault.ts';
export { FrameSplitter } from './frame/frame-splitter.ts';
export {
  batchAttribute,
  type BatchHeader,
  checkBatch,
  checkBatches,
  patchBatchOffsets,
  readBatchHeader,
  recordBatchOverheadBytes,
  stampLogAppendTime,
} from './record-batch/batch-header.ts';
export { deleteHorizonMsOf, rebuildBatch } from './record-batch/rebuild-batch.ts';
export { crc32c } from './record-batch/crc32c.ts';
export {
  buildBatch,
  type BatchRecord,
  type BatchSettings,
  decodeRecords,
  type Decompress,
  type RecordHeader,
} from './record-batch/records.ts';
