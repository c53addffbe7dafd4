import { Fault } from '../../shared/lib/index.ts';

/**
 * What can be wrong with bytes, or with a value that is to become bytes:
 * - `truncated`: the bytes end before the value does, or a claimed length or count exceeds what is left;
 * - `malformed`: the bytes are there but mean nothing (a varint that is too long, null where null is forbidden);
 * - `trailing-bytes`: a whole message was expected and bytes are left over;
 * - `frame-too-large`: a frame claims a size that is negative or above the limit;
 * - `unsupported-version`: the message has no such version, or the version lacks a field that was set;
 * - `invalid-value`: a value that the field's type cannot carry (range, null, length);
 * - `corrupt-batch`: a record batch whose CRC-32C, length, or inner structure is wrong;
 * - `unsupported-magic`: a record batch of the formats before Kafka 0.11 (magic 0 and 1), or of the future;
 * - `unsupported-compression`: a codec id that Kafka doesn't define, or that no decompressor was given for.
 */
export type WireFaultCode =
  | 'truncated'
  | 'malformed'
  | 'trailing-bytes'
  | 'frame-too-large'
  | 'unsupported-version'
  | 'invalid-value'
  | 'corrupt-batch'
  | 'unsupported-magic'
  | 'unsupported-compression';

/** The only error that decoding gives, whatever the bytes. */
export type WireFault = Fault<WireFaultCode>;

export function wireFault(code: WireFaultCode, message: string, cause?: unknown): WireFault {
  return new Fault(code, message, cause);
}
