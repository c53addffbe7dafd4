import { createApplicationService } from './application.ts';
import { createCodeService } from './code.ts';
import { createConnectionsService } from './connections.ts';
import type { EngineParts } from './engine-parts.ts';
import { createExchangeService } from './exchange.ts';
import { createExportService } from './export.ts';
import { createFaultsService } from './faults.ts';
import { createProofService } from './proof.ts';
import { createHealthService } from './health.ts';
import { createProjectsService } from './projects.ts';
import { createRecordsService } from './records.ts';
import { createSessionService } from './session.ts';
import { createTrustService } from './trust.ts';
import { behindTrustGate } from './trust-gate.ts';
import { createTracingService } from './tracing.ts';

/** The contract, implemented: a file a service, all of them behind the gate of trust. */
export function createRouter(parts: EngineParts) {
  return behindTrustGate(parts).router({
    application: createApplicationService(parts),
    projects: createProjectsService(parts),
    session: createSessionService(parts),
    records: createRecordsService(parts),
    code: createCodeService(parts),
    connections: createConnectionsService(parts),
    exchange: createExchangeService(parts),
    export: createExportService(parts),
    faults: createFaultsService(parts),
    health: createHealthService(parts),
    trust: createTrustService(parts),
    tracing: createTracingService(parts),
    proof: createProofService(parts),
  });
}

export type EngineRouter = ReturnType<typeof createRouter>;
