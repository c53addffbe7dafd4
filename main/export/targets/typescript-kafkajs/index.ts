import { describeSystem } from '../../system/describe-system.ts';
import type { ExportedFiles, ExportedRuntime, ExportSource } from '../../types.ts';
import { emitDocker } from './docker/emit-docker.ts';
import type { Emitter } from './emitter.ts';
import { emitEnvironment } from './environment/emit-environment.ts';
import { emitGithub } from './github/emit-github.ts';
import { emitKubernetes } from './kubernetes/emit-kubernetes.ts';
import { emitPackage } from './package/emit-package.ts';
import { emitProject } from './project/emit-project.ts';
import { emitReadme } from './readme/emit-readme.ts';
import { emitRuntime } from './runtime/emit-runtime.ts';
import { emitServices } from './services/emit-services.ts';
import { emitTests } from './tests/emit-tests.ts';
import { emitTopics } from './topics/emit-topics.ts';

/** Each writes its own files; a path belongs to one of them. */
const emitters: readonly Emitter[] = [
  emitProject,
  emitRuntime,
  emitTopics,
  emitServices,
  emitTests,
  emitPackage,
  emitEnvironment,
  emitDocker,
  emitGithub,
  emitKubernetes,
  emitReadme,
];

/** An ordinary TypeScript project of a graph: a program a service, on kafkajs. */
export async function emitTypescriptKafkajs(source: ExportSource, runtime: ExportedRuntime): Promise<ExportedFiles> {
  const emission = { system: describeSystem(source), source, runtime };
  const files = new Map<string, string>();
  for (const emit of emitters) {
    for (const [path, text] of await emit(emission)) {
      if (files.has(path)) throw new Error(`Two emitters write ${path}.`);
      files.set(path, text);
    }
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}
