import type { Diagnostic } from '../../shared/graph/index.ts';
import { describeSystem } from './system/describe-system.ts';
import { emitTypescriptKafkajs } from './targets/typescript-kafkajs/index.ts';
import { unreadableTests } from './targets/typescript-kafkajs/tests/emit-tests.ts';
import type { ExportedFiles, ExportedRuntime, ExportSource } from './types.ts';

export type { ExportedFiles, ExportedRuntime, ExportSource } from './types.ts';
export { drawMermaid, type MermaidDrawing, type MermaidUnsaidCode } from './mermaid/draw-graph.ts';
export { baseFile, type FormerExport, manifestFile, readFormerExport, writeFormerExport } from './plan/manifest.ts';
export {
  chooseExport,
  type ChosenExport,
  type ExportChange,
  type ExportPlan,
  type FileChoice,
  type FileState,
  mergePlanned,
  planExport,
  type PlannedFile,
} from './plan/plan-export.ts';

/** What a project can be exported as. */
export const exportTargets = ['typescript-kafkajs'] as const;
export type ExportTarget = (typeof exportTargets)[number];

export type ExportDiagnosticCode = 'export.test-unreadable' | 'export.consumer-without-topic' | 'export.file-missing';

export interface ExportedSystem {
  readonly files: ExportedFiles;
  /** What was left out, and why. */
  readonly diagnostics: readonly Diagnostic<ExportDiagnosticCode>[];
}

/**
 * A graph as files, by path. Pure: reads and writes nothing, and the same source gives the same files. The source must be
 * valid (main/engine's `validateProject` finds no error).
 */
export async function exportSystem(
  _target: ExportTarget,
  source: ExportSource,
  runtime: ExportedRuntime,
): Promise<ExportedSystem> {
  return { files: await emitTypescriptKafkajs(source, runtime), diagnostics: diagnosticsOf(source) };
}

function diagnosticsOf(source: ExportSource): Diagnostic<ExportDiagnosticCode>[] {
  const system = describeSystem(source);
  const running = new Set(system.services.flatMap(({ consumers }) => consumers.map(({ id }) => id)));
  const leftOut = source.graph.nodes.filter((node) => node.kind === 'consumer').filter(({ id }) => !running.has(id));
  const missing = system.services
    .flatMap(({ producers }) => producers)
    .flatMap(({ id, trigger }) =>
      trigger.type === 'replay' && !source.texts.has(trigger.file) ? [{ id, trigger }] : [],
    );
  return [
    ...leftOut.map(({ id, name }) => ({
      code: 'export.consumer-without-topic' as const,
      severity: 'warning' as const,
      message: `The consumer ${name} subscribes to no topic, so it is left out.`,
      place: { element: id },
      remedy: 'Draw an edge from a topic to it.',
    })),
    ...missing.map(({ id, trigger }) => ({
      code: 'export.file-missing' as const,
      severity: 'warning' as const,
      message: `The file ${trigger.file}, which a producer replays, could not be read, so it is left out.`,
      place: { element: id, field: 'trigger.file', file: trigger.file },
      remedy: 'Put the file into the project, as text in UTF-8.',
    })),
    ...unreadableTests(source, system).map((file) => ({
      code: 'export.test-unreadable' as const,
      severity: 'warning' as const,
      message: `${file} names no node of the graph, or is no captured event, so no test is made of it.`,
      place: { file },
      remedy: 'Give it "node", "event" and "emitted", as main/export/README.md says.',
    })),
  ];
}
