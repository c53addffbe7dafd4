import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const wholeNumber = z
  .string()
  .regex(/^\d+$/, 'must be a whole number')
  .transform(Number)
  .refine(Number.isSafeInteger, 'is too large');
const port = wholeNumber.refine((number) => number <= 65_535, 'must be a port, 0 to 65535');

/** All that can be set from outside. A variable that is set to nothing counts as not set. */
const environmentSchema = z.object({
  /** Bootstrap addresses, by commas. */
  KAFKA_BROKERS: z
    .string({ error: 'must be set, such as localhost:9092' })
    .transform((text) => text.split(',').map((address) => address.trim()))
    .refine(
      (addresses) => addresses.every((address) => /^(\[[0-9A-Fa-f:.]+\]|[^\s:/[\]]+):[1-9]\d{0,4}$/.test(address)),
      'must be host:port, several by commas',
    ),
  KAFKA_CLIENT_ID: z.string().optional(),
  KAFKA_TLS: z.enum(['true', 'false'], 'must be true or false').default('false'),
  /** Files in PEM. */
  KAFKA_TLS_CA_FILE: z.string().optional(),
  KAFKA_TLS_CERT_FILE: z.string().optional(),
  KAFKA_TLS_KEY_FILE: z.string().optional(),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'must be plain, scram-sha-256 or scram-sha-512')
    .optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  /** `NAME` gives `NAME.orders`: in front of topics and groups, to stand apart on a shared cluster. */
  TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]+$/, 'may have letters, digits, ".", "_" and "-"')
    .optional(),
  /** In place of the cluster's own, for topics that are created. */
  REPLICATION_FACTOR: wholeNumber.optional(),
  SEED: wholeNumber.optional(),
  /** Each producer that ticks by itself ends after so many ticks; for trials. */
  MAX_TICKS: wholeNumber.optional(),
  DRAIN_TIMEOUT_MS: wholeNumber.optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').default('info'),
  /** Health and metrics. */
  HEALTH_PORT: port.default(8081),
  /** Producers that tick by request and whose port the graph leaves open. */
  HTTP_PORT: port.default(8080),
});

export interface ServiceSettings {
  readonly connection: ConnectionSettings;
  /** With its dot; empty where there is none. */
  readonly prefix: string;
  readonly replicationFactor: number | undefined;
  readonly seed: number | undefined;
  readonly maxTicks: number | undefined;
  readonly drainTimeoutMs: number | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly healthPort: number;
  readonly httpPort: number;
  /** What handlers see as `env`: the variables that begin with HANDLER_, without that. */
  readonly handlerEnvironment: Readonly<Record<string, string>>;
}

/** The environment is wrong; the message says what, a line a variable, and never quotes a value. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(`The environment is not as it should be:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/**
 * Settings from the environment, all of it checked at once.
 *
 * @throws SettingsError
 */
export function readSettings(environment: Environment, serviceId: string): ServiceSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new SettingsError(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));
  }
  const values = parsed.data;
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = values;
  if (mechanism !== undefined && (username === undefined || password === undefined)) {
    throw new SettingsError(['KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD must be set with KAFKA_SASL_MECHANISM']);
  }
  const ca = readPem(values.KAFKA_TLS_CA_FILE, 'KAFKA_TLS_CA_FILE');
  const cert = readPem(values.KAFKA_TLS_CERT_FILE, 'KAFKA_TLS_CERT_FILE');
  const key = readPem(values.KAFKA_TLS_KEY_FILE, 'KAFKA_TLS_KEY_FILE');
  const tls = { ...(ca !== undefined && { ca: [ca] }), ...(cert !== undefined && { cert }), ...(key && { key }) };
  return {
    connection: {
      brokers: values.KAFKA_BROKERS,
      clientId: values.KAFKA_CLIENT_ID ?? serviceId,
      ...((values.KAFKA_TLS === 'true' || ca !== undefined) && { tls }),
      ...(mechanism !== undefined &&
        username !== undefined &&
        password !== undefined && { sasl: { mechanism, username, password } }),
    },
    prefix: values.TOPIC_PREFIX === undefined ? '' : `${values.TOPIC_PREFIX}.`,
    replicationFactor: values.REPLICATION_FACTOR,
    seed: values.SEED,
    maxTicks: values.MAX_TICKS,
    drainTimeoutMs: values.DRAIN_TIMEOUT_MS,
    logLevel: values.LOG_LEVEL,
    healthPort: values.HEALTH_PORT,
    httpPort: values.HTTP_PORT,
    handlerEnvironment: handlerEnvironment(given),
  };
}

function readPem(file: string | undefined, variable: string): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SettingsError([`${variable} names a file that can't be read`]);
  }
}

function handlerEnvironment(environment: Environment): Record<string, string> {
  const prefix = 'HANDLER_';
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      name.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}
