import type { KafkaErrorName } from '../../../shared/kafka/index.ts';
import { Fault } from '../../../shared/lib/index.ts';

/** Writes, and answers `error` where the disk takes nothing; undefined is success. */
export function errorWhereDiskIsFull<Name extends KafkaErrorName>(write: () => void, error: Name): Name | undefined {
  try {
    write();
    return undefined;
  } catch (fault) {
    if (fault instanceof Fault && fault.code === 'storage-failed') return error;
    throw fault;
  }
}
