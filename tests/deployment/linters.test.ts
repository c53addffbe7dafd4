import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { repositoryFolder } from '../support/topicraft-command.ts';
import { performed } from '../export/exported-example.ts';
import { installLinters, type Linters } from './install-linters.ts';

const examples = ['basic-kafka', 'ecommerce'];

let folder: string;
let linters: Linters;
let isScaledObject: ValidateFunction;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-deployment-'));
  linters = await installLinters();
  isScaledObject = new Ajv({ strict: false, validateFormats: false }).compile(
    schemaOfDefinition(linters.scaledObjectDefinition),
  );
  for (const example of examples) {
    await performed('export', path.join(repositoryFolder, 'examples', example), '--out', path.join(folder, example));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Finding {
  readonly code: number;
  readonly said: string;
}

/** What a linter says of files of an export; nothing and 0 where it has no objection. */
function lint(system: string, program: string, ...words: string[]): Promise<Finding> {
  return new Promise((resolve, reject) => {
    execFile(program, words, { cwd: system, maxBuffer: 16 * 1024 * 1024 }, (error, output, errors) => {
      const code = error === null ? 0 : error.code;
      // Without a number it could not be started at all.
      if (typeof code === 'number') resolve({ code, said: `${output}${errors}` });
      else reject(error ?? new Error(`${program} ended without a code`));
    });
  });
}

async function filesNamed(system: string, fits: (file: string) => boolean): Promise<string[]> {
  const entries = await readdir(system, { recursive: true });
  const files = entries.filter((file) => fits(file)).sort();
  expect(files).not.toEqual([]);
  return files;
}

const lintDockerfiles = async (system: string): Promise<Finding> =>
  await lint(system, linters.hadolint, ...(await filesNamed(system, (file) => path.basename(file) === 'Dockerfile')));
const lintCompose = async (system: string): Promise<Finding> =>
  await lint(system, linters.checkJsonSchema, '--builtin-schema', 'vendor.compose-spec', 'compose.yaml');
const lintWorkflow = async (system: string): Promise<Finding> => {
  const workflow = '.github/workflows/ci.yml';
  const bySchema = await lint(system, linters.checkJsonSchema, '--builtin-schema', 'vendor.github-workflows', workflow);
  return bySchema.code === 0 ? await lint(system, linters.actionlint, '-no-color', workflow) : bySchema;
};
const lintKubernetes = async (system: string): Promise<Finding> => {
  const isManifest = (file: string): boolean => /^kubernetes\/[^/]+\.yaml$/.test(file) && !/kustomization/.test(file);
  return await lint(system, linters.kubernetesValidate, '--strict', ...(await filesNamed(system, isManifest)));
};

/** Objections to the files by which KEDA scales, from KEDA's own definition. */
async function lintScaling(system: string): Promise<unknown[]> {
  const isScaling = (file: string): boolean =>
    /^kubernetes\/scaling\/[^/]+\.yaml$/.test(file) && !/kustomization/.test(file);
  const objections: unknown[] = [];
  for (const file of await filesNamed(system, isScaling)) {
    for (const document of parseAllDocuments(await readFile(path.join(system, file), 'utf8'))) {
      if (!isScaledObject(document.toJS())) objections.push(file, isScaledObject.errors);
    }
  }
  return objections;
}

/** Files that a kustomization names and that aren't there. */
async function missingResources(system: string): Promise<string[]> {
  const missing: string[] = [];
  for (const file of await filesNamed(system, (name) => path.basename(name) === 'kustomization.yaml')) {
    const { resources } = parse(await readFile(path.join(system, file), 'utf8')) as { resources: string[] };
    for (const resource of resources) {
      const target = path.join(path.dirname(file), resource);
      await access(path.join(system, target)).catch(() => missing.push(target));
    }
  }
  return missing;
}

/** The schema in a custom resource definition, closed: a server would drop what it doesn't know, and say nothing. */
function schemaOfDefinition(text: string): object {
  const definition = parse(text) as { spec: { versions: { name: string; schema: { openAPIV3Schema: object } }[] } };
  const version = definition.spec.versions.find(({ name }) => name === 'v1alpha1');
  if (!version) throw new Error('KEDA no longer defines ScaledObject in v1alpha1');
  return closed(version.schema.openAPIV3Schema) as object;
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isClosed =
    'properties' in copy && !('additionalProperties' in copy) && !copy['x-kubernetes-preserve-unknown-fields'];
  return isClosed ? { ...copy, additionalProperties: false } : copy;
}

describe.each(examples)('the deployment files of %s', (example) => {
  const system = (): string => path.join(folder, example);

  it('are Dockerfiles that hadolint has no objection to', async () => {
    expect(await lintDockerfiles(system())).toEqual({ code: 0, said: '' });
  });

  it('are a compose file by the Compose specification', async () => {
    expect(await lintCompose(system())).toMatchObject({ code: 0 });
  });

  it('are a workflow that GitHub would take', async () => {
    expect(await lintWorkflow(system())).toEqual({ code: 0, said: '' });
  });

  it("are Kubernetes' own kinds, with no field that it doesn't know", async () => {
    expect(await lintKubernetes(system())).toMatchObject({ code: 0 });
    expect(await missingResources(system())).toEqual([]);
  });

  it("are ScaledObjects by KEDA's definition", async () => {
    expect(await lintScaling(system())).toEqual([]);
  });
});

describe('the linters', () => {
  it('find what is wrong', async () => {
    const system = path.join(folder, 'spoilt');
    await cp(path.join(folder, 'basic-kafka'), system, { recursive: true });
    const spoil = async (file: string, from: string | RegExp, to: string): Promise<void> => {
      const text = await readFile(path.join(system, file), 'utf8');
      expect(text).toMatch(from);
      await writeFile(path.join(system, file), text.replace(from, to));
    };
    await spoil('services/alarm/Dockerfile', 'USER 1000', 'USER root');
    await spoil('compose.yaml', 'stop_grace_period', 'stop_grace');
    await spoil('.github/workflows/ci.yml', 'matrix.dockerfile', 'matrix.dockerfiles');
    await spoil('kubernetes/alarm.yaml', 'terminationGracePeriodSeconds', 'terminationSeconds');
    await spoil('kubernetes/scaling/alarm.yaml', /lagThreshold: .*/, 'lagThreshold: 100');
    await spoil('kubernetes/kustomization.yaml', 'alarm.yaml', 'alarms.yaml');
    expect((await lintDockerfiles(system)).said).toContain('DL3002');
    expect((await lintCompose(system)).said).toContain('stop_grace');
    expect((await lintWorkflow(system)).said).toContain('dockerfiles');
    expect((await lintKubernetes(system)).said).toContain('terminationSeconds');
    expect(await lintScaling(system)).toHaveLength(2);
    expect(await missingResources(system)).toEqual(['kubernetes/alarms.yaml']);
  });
});
