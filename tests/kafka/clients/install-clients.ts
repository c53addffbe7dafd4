import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from '../real-kafka/install.ts';
import type { InstalledClients } from './foreign-clients.ts';
import { pythonEnvironment } from './python-environment.ts';

const run = promisify(execFile);
const here = import.meta.dirname;

/** The oldest Go whose modules and toolchain selection the franz-go program can be built with. */
const oldestGoMinor = 21;

/**
 * Makes the foreign clients ready below node_modules/.cache: a Python environment with confluent-kafka, the compiled
 * Java program, the compiled Go program. Needs `python3` with venv, `javac`, `kcat` and `go`; what is missing is an
 * error that names it, never a client left out in silence: only `TOPICRAFT_WITHOUT_FRANZ_GO=1` leaves out franz-go.
 */
export async function installClients(kafkaJars: Promise<string>): Promise<InstalledClients> {
  await mkdir(cacheDirectory, { recursive: true });
  await run('kcat', ['-V']).catch((cause: unknown) => {
    throw new Error('kcat is missing: install it (Debian: apt-get install kcat)', { cause });
  });
  const withoutGo = process.env['TOPICRAFT_WITHOUT_FRANZ_GO'] === '1';
  const [python, javaClassPath, franzGo] = await Promise.all([
    installPython(),
    kafkaJars.then(compileJava),
    withoutGo ? null : compileGo(),
  ]);
  return { python, javaClassPath, franzGo };
}

/** The interpreter of an environment that has confluent-kafka (librdkafka); made where it is missing. */
export async function installPython(): Promise<string> {
  const requirementsFile = path.join(here, 'confluent-kafka/requirements.txt');
  return path.join(await pythonEnvironment('confluent-kafka', requirementsFile), 'python');
}

async function compileJava(kafkaJars: string): Promise<string> {
  const classes = path.join(cacheDirectory, 'java-client');
  const libraries = path.join(kafkaJars, '*');
  await run('javac', ['-d', classes, '-cp', libraries, path.join(here, 'java/KafkaClientProgram.java')]);
  return `${classes}:${libraries}`;
}

async function compileGo(): Promise<string> {
  const remedy = `franz-go needs Go 1.${oldestGoMinor} or newer; TOPICRAFT_WITHOUT_FRANZ_GO=1 runs without it`;
  const { stdout } = await run('go', ['version']).catch((cause: unknown) => {
    throw new Error(`go is missing: ${remedy}`, { cause });
  });
  const minor = Number(/go1\.(\d+)/.exec(stdout)?.[1]);
  if (!(minor >= oldestGoMinor)) throw new Error(`${stdout.trim()} is too old: ${remedy}`);
  const program = path.join(cacheDirectory, 'franz-go-client');
  await run('go', ['build', '-o', program, '.'], { cwd: path.join(here, 'franz-go') });
  return program;
}
