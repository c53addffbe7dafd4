import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import { applicationContract } from './application.ts';
import { codeContract } from './code.ts';
import { connectionsContract } from './connections.ts';
import { exchangeContract } from './exchange.ts';
import { exportContract } from './export.ts';
import { faultsContract } from './faults.ts';
import { proofContract } from './proof.ts';
import { healthContract } from './health.ts';
import { projectsContract } from './projects.ts';
import { recordsContract } from './records.ts';
import { sessionContract } from './session.ts';
import { trustContract } from './trust.ts';
import { tracingContract } from './tracing.ts';

export const contract = {
  application: applicationContract,
  projects: projectsContract,
  session: sessionContract,
  records: recordsContract,
  code: codeContract,
  connections: connectionsContract,
  exchange: exchangeContract,
  export: exportContract,
  faults: faultsContract,
  health: healthContract,
  trust: trustContract,
  tracing: tracingContract,
  proof: proofContract,
};
export type Contract = typeof contract;
export type ContractInputs = InferContractRouterInputs<Contract>;
export type ContractOutputs = InferContractRouterOutputs<Contract>;

export * from './application.ts';
export * from './code.ts';
export * from './command.ts';
export * from './connections.ts';
export * from './engine-socket.ts';
export * from './errors.ts';
export * from './exchange.ts';
export * from './export.ts';
export * from './faults.ts';
export * from './health.ts';
export * from './projects.ts';
export * from './proof.ts';
export * from './records.ts';
export * from './session.ts';
export * from './trust.ts';
export * from './tracing.ts';
export * from './window-bridge.ts';
