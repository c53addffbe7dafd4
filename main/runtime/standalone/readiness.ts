import type { RuntimeReport } from '../reports.ts';

/** What must be there before a service is ready, and what of it is missing. */
export interface Readiness {
  readonly ready: boolean;
  readonly waitingFor: readonly string[];
  /** One that is missing until `reached`. */
  require(what: string): void;
  reached(what: string): void;
  /** Follows members of groups: one that lost its place is missing until it has joined again. */
  take(report: RuntimeReport): void;
}

/** Codes of a client's faults, such as UNREACHABLE; those of delivery are written small. */
const clientFault = /^[A-Z_]+$/;

export function createReadiness(): Readiness {
  const missing = new Set<string>();
  return {
    get ready() {
      return missing.size === 0;
    },
    get waitingFor() {
      return [...missing];
    },
    require: (what) => void missing.add(what),
    reached: (what) => void missing.delete(what),
    take: (report) => {
      if (report.type === 'member-joined') missing.delete(report.node);
      if (report.type === 'fault' && report.node !== undefined && clientFault.test(report.code)) {
        missing.add(report.node);
      }
    },
  };
}
