import { Fault } from '../../../../shared/lib/index.ts';

/** Why a predicate judges no more: it is no expression, it threw (or took too much memory), or it took too long. */
export type PredicateFaultCode = 'predicate-invalid' | 'predicate-failed' | 'predicate-too-slow';
export type PredicateFault = Fault<PredicateFaultCode>;

export function predicateFault(code: PredicateFaultCode, message: string, cause?: unknown): PredicateFault {
  return new Fault(code, message, cause);
}
