import { Fault } from '../../shared/lib/index.ts';

/** What can keep a broker from starting or from going on; a client's mistake is answered with Kafka's error codes instead. */
export type BrokerFaultCode =
  /** Another broker has the data folder open. */
  | 'data-in-use'
  /** The data folder was written by a newer version; nothing in it was changed. */
  | 'data-too-new'
  /** The data folder was kept by a broker with another node id. */
  | 'data-of-other-node'
  /** The listener's address is taken or not to be had. */
  | 'cannot-listen'
  /** The certificate, its key or the authorities of the TLS listener are of no use. */
  | 'bad-certificate'
  /** A file of the data folder can't be read or written. */
  | 'storage-failed';

export function brokerFault(code: BrokerFaultCode, message: string, cause?: unknown): Fault<BrokerFaultCode> {
  return new Fault(code, message, cause);
}
