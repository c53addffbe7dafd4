import { ORPCError } from '@orpc/server';
import { ClientFault, type ClientFaultCode } from '../../clients/index.ts';
import { ClusterFault } from '../../cluster/index.ts';

type CallErrorCode = 'CLUSTER_UNREACHABLE' | 'TOPIC_UNKNOWN' | 'REFUSED';

const clientErrors: Partial<Record<ClientFaultCode, CallErrorCode>> = {
  UNREACHABLE: 'CLUSTER_UNREACHABLE',
  TIMED_OUT: 'CLUSTER_UNREACHABLE',
  TLS_FAILED: 'CLUSTER_UNREACHABLE',
  AUTHENTICATION_FAILED: 'CLUSTER_UNREACHABLE',
  UNKNOWN_TOPIC: 'TOPIC_UNKNOWN',
  INVALID_TOPIC: 'TOPIC_UNKNOWN',
  UNKNOWN_PARTITION: 'REFUSED',
  NOT_AUTHORIZED: 'REFUSED',
  RECORD_TOO_LARGE: 'REFUSED',
  RECORD_REFUSED: 'REFUSED',
};

/** A fault of a cluster as the contract of records has it; anything else as it is. */
export function asRecordsError(error: unknown): unknown {
  const code = codeOf(error);
  return code === undefined ? error : new ORPCError(code, { message: (error as Error).message, cause: error });
}

function codeOf(error: unknown): CallErrorCode | undefined {
  if (error instanceof ClientFault) return clientErrors[error.code];
  if (!(error instanceof ClusterFault)) return undefined;
  return error.code === 'topic-unknown' ? 'TOPIC_UNKNOWN' : 'CLUSTER_UNREACHABLE';
}
