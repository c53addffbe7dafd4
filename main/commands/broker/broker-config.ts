import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { SecurityOptions } from '../../broker/index.ts';

const saslMechanism = z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']);
const principal = z.string().regex(/^[^:]+:.+$/, 'a principal has a type and a name, as in User:alice');

const configSchema = z.strictObject({
  sasl: z
    .strictObject({
      mechanisms: z.array(saslMechanism).min(1).optional(),
      users: z.array(z.strictObject({ name: z.string().min(1), password: z.string().min(1) })).optional(),
      sessionLifetimeMs: z.int().min(0).optional(),
    })
    .optional(),
  tls: z
    .strictObject({
      certificate: z.string().min(1),
      privateKey: z.string().min(1),
      privateKeyPassphrase: z.string().optional(),
      clientAuthentication: z.enum(['none', 'requested', 'required']).optional(),
      clientAuthorities: z.string().min(1).optional(),
    })
    .optional(),
  authorizer: z
    .strictObject({
      superUsers: z.array(principal).optional(),
      allowEveryoneIfNoAclFound: z.boolean().optional(),
    })
    .optional(),
});

/**
 * Reads the file of `topicraft broker --config`: JSON, in which `${env:NAME}` stands for a variable of the environment, and
 * the files of certificates are named as seen from the file itself.
 * @throws Error that says what is wrong, and never what a secret is
 */
export async function readBrokerConfig(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<SecurityOptions> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error('The file of --config cannot be read', { cause: error });
  });
  const parsed = configSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`);
    throw new Error(`The file of --config cannot be used.\n${problems.join('\n')}`);
  }
  const { sasl, tls, authorizer } = parsed.data;
  const secret = (value: string) => withEnvironment(value, environment);
  const pem = (name: string) => readPem(path.resolve(path.dirname(file), name));
  return {
    ...(sasl && {
      sasl: { ...sasl, users: sasl.users?.map(({ name, password }) => ({ name, password: secret(password) })) ?? [] },
    }),
    ...(tls && {
      tls: {
        ...tls,
        certificate: await pem(tls.certificate),
        privateKey: await pem(tls.privateKey),
        ...(tls.privateKeyPassphrase !== undefined && { privateKeyPassphrase: secret(tls.privateKeyPassphrase) }),
        ...(tls.clientAuthorities !== undefined && { clientAuthorities: await pem(tls.clientAuthorities) }),
      },
    }),
    ...(authorizer && { authorizer }),
  };
}

/** JSON.parse would say what stands where it fails, which may be a password. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The file of --config is not JSON.');
  }
}

function withEnvironment(value: string, environment: Readonly<Record<string, string | undefined>>): string {
  return value.replaceAll(/\$\{env:([^}]*)\}/g, (_whole, name: string) => {
    const found = environment[name];
    if (found === undefined) throw new Error(`The file of --config needs the environment variable ${name}.`);
    return found;
  });
}

async function readPem(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`A file that --config names cannot be read: ${file}`, { cause: error });
  });
}
