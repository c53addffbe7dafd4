import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** What npm would be told by the person's own settings: registries, and who one is there, by npm's own names. */
export type NpmSettings = Readonly<Record<string, string | boolean | number>>;

/** Where packages come from, and the right to get them. What runs scripts, or writes elsewhere, isn't taken over. */
const takenOver = /^(registry|@[\w.~-]+:registry|\/\/.+:(_authToken|_auth|username|_password|email))$/;

/**
 * The person's settings of registries: from ~/.npmrc, and NPM_CONFIG_REGISTRY over it. A project's own .npmrc isn't read: it could
 * send the person's tokens to a registry of its choice.
 */
export async function readNpmSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  file = path.join(homedir(), '.npmrc'),
): Promise<NpmSettings> {
  // Most people have none, and then the public registry is meant.
  const text = await readFile(file, 'utf8').catch(() => '');
  const settings: Record<string, string | boolean> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, key = '', value = ''] = /^\s*([^;#=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (takenOver.test(key)) settings[key] = expanded(value.replace(/^"(.*)"$/, '$1'), environment);
    if (key === 'strict-ssl') settings['strictSSL'] = value !== 'false';
  }
  const registry = environment['npm_config_registry'] ?? environment['NPM_CONFIG_REGISTRY'];
  return registry === undefined || registry === '' ? settings : { ...settings, registry };
}

/** `${NAME}` stands for a variable, as in npm; one that isn't set stays as it is. */
function expanded(value: string, environment: Readonly<Record<string, string | undefined>>): string {
  return value.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => environment[name] ?? whole);
}
