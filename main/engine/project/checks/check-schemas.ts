import { locateJson } from '../../../../shared/graph/index.ts';
import type { SchemaProblem } from '../../../json-schema/index.ts';
import type { LoadedProject } from '../project.ts';
import { finding, type ProjectFinding } from './check-code.ts';
import type { CheckMemory } from './check-memory.ts';

/** Whether the topics' schemas are there and compile. */
export async function checkSchemas(project: LoadedProject, memory: CheckMemory): Promise<ProjectFinding[]> {
  const findings: ProjectFinding[] = [];
  const used = new Set<string>();
  for (const topic of project.graph.nodes) {
    if (topic.kind !== 'topic' || topic.schema === undefined) continue;
    used.add(topic.schema);
    if (project.schemas.has(topic.schema) || project.unreadable.has(topic.schema)) continue;
    findings.push(
      finding(
        'schema-missing',
        'error',
        { element: topic.id, field: 'schema', file: topic.schema },
        `The topic "${topic.name}" has no schema: there is no file ${topic.schema}.`,
        'Put a .json file with the schema into the folder schemas/, or remove the schema from the topic.',
      ),
    );
  }
  for (const [file, schema] of project.schemas) {
    if (!used.has(file)) {
      findings.push(
        finding('schema-unused', 'warning', { file }, `No topic uses ${file}.`, 'Give it to a topic, or remove it.'),
      );
      continue;
    }
    const compiled = await memory.compile(schema);
    if (compiled.ok) continue;
    const { problem } = compiled;
    const place = { file, ...positionIn(project.texts.get(file), problem.pointer) };
    findings.push(
      finding(
        'schema-invalid',
        'error',
        place,
        `${file} does not compile: ${problem.message}.`,
        remedies[problem.code],
      ),
    );
  }
  return findings;
}

const remedies: Record<SchemaProblem['code'], string> = {
  invalid: 'Mend the schema at that place.',
  dialect: 'Set "$schema" to "https://json-schema.org/draft/2020-12/schema".',
  'too-large': 'Split what the topic carries, or describe less of it.',
  reference: 'Copy what it refers to into "$defs" of the same file.',
};

function positionIn(text: string | undefined, pointer: string) {
  if (text === undefined) return {};
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^(0|[1-9]\d*)$/.test(part) ? Number(part) : part));
  return locateJson(text, path);
}
