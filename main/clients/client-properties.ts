import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Pair, parseLines } from 'dot-properties';
import type { Diagnostic } from '../../shared/graph/index.ts';
import {
  type ConnectionSettings,
  connectionSchema,
  type SaslSettings,
  type TlsSettings,
} from '../../shared/connection/index.ts';

export type ClientPropertiesCode =
  | 'properties-unreadable'
  | 'property-invalid'
  | 'property-unsupported'
  | 'property-not-used'
  | 'property-missing'
  | 'environment-variable-missing';

export type ClientPropertiesOutcome =
  | {
      readonly ok: true;
      readonly connection: ConnectionSettings;
      /** Warnings, such as properties that play no part in connecting. */
      readonly diagnostics: readonly Diagnostic<ClientPropertiesCode>[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic<ClientPropertiesCode>[] };

export interface ClientPropertiesOptions {
  /** What `${env:NAME}` stands for, as with Kafka's EnvVarConfigProvider (KIP-887). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Stands in for `bootstrap.servers`, or goes before it: addresses with commas between. */
  readonly bootstrap?: string;
}

/** Properties that say how a connection is made, as Kafka's clients and librdkafka name them. */
const understood = new Set([
  'bootstrap.servers',
  'client.id',
  'security.protocol',
  'ssl.ca.location',
  'ssl.certificate.location',
  'ssl.endpoint.identification.algorithm',
  'ssl.key.location',
  'ssl.key.password',
  'ssl.keystore.certificate.chain',
  'ssl.keystore.key',
  'ssl.keystore.location',
  'ssl.keystore.type',
  'ssl.truststore.certificates',
  'ssl.truststore.location',
  'ssl.truststore.type',
  'sasl.jaas.config',
  'sasl.mechanism',
  'sasl.mechanisms',
  'sasl.password',
  'sasl.username',
]);

const mechanisms: Readonly<Record<string, SaslSettings['mechanism']>> = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-512': 'scram-sha-512',
};

/**
 * Reads a file of Kafka client properties, the one that kafka-console-consumer takes with `--consumer.config`: TLS with
 * PEM stores and SASL by PLAIN or SCRAM, in Java's names or librdkafka's. Files that it names lie relative to it. What
 * it doesn't understand of security is an error, anything else it leaves unused with a warning. No diagnostic quotes a
 * value.
 */
export async function readClientProperties(
  file: string,
  options: ClientPropertiesOptions,
): Promise<ClientPropertiesOutcome> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    const message = `The file ${file} ${reason}.`;
    const remedy = 'Give the path of a file of Kafka client properties.';
    return {
      ok: false,
      diagnostics: [{ code: 'properties-unreadable', severity: 'error', message, place: { file }, remedy }],
    };
  }
  return await new PropertiesReader(file, text, options).read();
}

interface Property {
  readonly value: string;
  /** 1-based. */
  readonly line: number;
}

class PropertiesReader {
  private readonly file: string;
  private readonly options: ClientPropertiesOptions;
  private readonly diagnostics: Diagnostic<ClientPropertiesCode>[] = [];
  private readonly properties = new Map<string, Property>();

  constructor(file: string, text: string, options: ClientPropertiesOptions) {
    this.file = file;
    this.options = options;
    for (const node of parseLines(text, true)) {
      if (!isPair(node)) continue;
      const line = text.slice(0, node.range?.[0] ?? 0).split('\n').length;
      this.properties.set(node.key, { value: this.substitute(node.key, node.value, line), line });
    }
  }

  async read(): Promise<ClientPropertiesOutcome> {
    this.warnOfUnused();
    const protocol = this.protocol();
    const tls = protocol?.tls ? await this.tls() : undefined;
    const sasl = protocol?.sasl ? this.sasl() : undefined;
    const brokers = this.brokers();
    const clientId = this.text('client.id');
    const { diagnostics } = this;
    if (diagnostics.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics };
    const connection = { brokers, ...(clientId && { clientId }), ...(tls && { tls }), ...(sasl && { sasl }) };
    return { ok: true, connection: connectionSchema.parse(connection), diagnostics };
  }

  private substitute(name: string, value: string, line: number): string {
    return value.replaceAll(/\$\{env:([^}]*)\}/g, (_whole, variable: string) => {
      const found = this.options.environment[variable];
      if (found !== undefined) return found;
      this.tell('environment-variable-missing', name, `The environment variable ${variable} is not set.`, {
        line,
        remedy: `Set ${variable} where the command is started.`,
      });
      return '';
    });
  }

  private brokers(): string[] {
    const named = this.text('bootstrap.servers');
    const list = this.options.bootstrap ?? named;
    if (list === undefined) {
      this.tell('property-missing', 'bootstrap.servers', 'No cluster is named.', {
        remedy: 'Set bootstrap.servers to HOST:PORT, or give it with the command.',
      });
      return [];
    }
    const brokers = list.split(',').map((address) => address.trim());
    for (const [index, address] of brokers.entries()) {
      if (connectionSchema.shape.brokers.element.safeParse(address).success) continue;
      this.tell('property-invalid', 'bootstrap.servers', `Address ${index + 1} of the cluster is not HOST:PORT.`, {
        remedy: 'Write addresses as HOST:PORT with commas between them.',
      });
    }
    return brokers;
  }

  private protocol(): { tls: boolean; sasl: boolean } | undefined {
    const text = (this.text('security.protocol') ?? 'PLAINTEXT').toUpperCase();
    const protocols: Readonly<Record<string, { tls: boolean; sasl: boolean }>> = {
      PLAINTEXT: { tls: false, sasl: false },
      SSL: { tls: true, sasl: false },
      SASL_PLAINTEXT: { tls: false, sasl: true },
      SASL_SSL: { tls: true, sasl: true },
    };
    const protocol = Object.hasOwn(protocols, text) ? protocols[text] : undefined;
    if (!protocol) {
      this.tell('property-invalid', 'security.protocol', 'security.protocol is none that Kafka has.', {
        remedy: `Set it to one of ${Object.keys(protocols).join(', ')}.`,
      });
    }
    return protocol;
  }

  private sasl(): SaslSettings | undefined {
    const name = this.properties.has('sasl.mechanism') ? 'sasl.mechanism' : 'sasl.mechanisms';
    const mechanism = mechanisms[(this.text(name) ?? '').toUpperCase()];
    if (!mechanism) {
      this.tell('property-unsupported', name, `${name} is missing or none that Topicraft has.`, {
        remedy: `Set it to one of ${Object.keys(mechanisms).join(', ')}.`,
      });
      return undefined;
    }
    const jaas = this.text('sasl.jaas.config');
    const username = this.text('sasl.username') ?? jaasOption(jaas, 'username');
    const password = this.text('sasl.password') ?? jaasOption(jaas, 'password');
    if (!username || password === undefined) {
      this.tell('property-missing', 'sasl.jaas.config', 'No user name and password are given.', {
        remedy: 'Set sasl.jaas.config with username and password, or sasl.username and sasl.password.',
      });
      return undefined;
    }
    return { mechanism, username, password };
  }

  private async tls(): Promise<TlsSettings> {
    for (const store of ['ssl.truststore', 'ssl.keystore']) {
      if (!this.properties.has(`${store}.location`) || this.text(`${store}.type`)?.toUpperCase() === 'PEM') continue;
      this.tell('property-unsupported', `${store}.location`, `${store}.location is a store that is not in PEM.`, {
        remedy: `Convert it to PEM and set ${store}.type=PEM.`,
      });
    }
    const ca =
      this.text('ssl.truststore.certificates') ?? (await this.content('ssl.truststore.location', 'ssl.ca.location'));
    // A PEM key store holds the key and the certificates in one file.
    const keyStore = await this.content('ssl.keystore.location');
    const cert =
      this.text('ssl.keystore.certificate.chain') ?? keyStore ?? (await this.content('ssl.certificate.location'));
    const key = this.text('ssl.keystore.key') ?? keyStore ?? (await this.content('ssl.key.location'));
    const passphrase = this.text('ssl.key.password');
    const unverified = this.properties.get('ssl.endpoint.identification.algorithm')?.value === '';
    return {
      ...(ca !== undefined && { ca: [ca] }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(passphrase !== undefined && { passphrase }),
      ...(unverified && { verifyHostName: false }),
    };
  }

  /** The text of the first of these files that is named. */
  private async content(...names: string[]): Promise<string | undefined> {
    const name = names.find((candidate) => this.text(candidate) !== undefined);
    if (name === undefined) return undefined;
    try {
      return await readFile(path.resolve(path.dirname(this.file), this.text(name) ?? ''), 'utf8');
    } catch {
      this.tell('property-invalid', name, `The file that ${name} names cannot be read.`, {
        remedy: 'Name a file that exists, by its path from the properties file.',
      });
      return undefined;
    }
  }

  private text(name: string): string | undefined {
    return this.properties.get(name)?.value || undefined;
  }

  private warnOfUnused(): void {
    for (const name of this.properties.keys()) {
      if (understood.has(name)) continue;
      const security = /^(ssl|sasl)\./.test(name);
      this.tell(
        security ? 'property-unsupported' : 'property-not-used',
        name,
        security ? `${name} is not supported.` : `${name} plays no part in connecting, so it is not used.`,
        { severity: security ? 'error' : 'warning', remedy: 'Take it out of the file.' },
      );
    }
  }

  private tell(
    code: ClientPropertiesCode,
    field: string,
    message: string,
    details: { remedy: string; line?: number; severity?: 'error' | 'warning' },
  ): void {
    const { remedy, severity = 'error' } = details;
    const line = details.line ?? this.properties.get(field)?.line;
    const place = { file: this.file, field, ...(line !== undefined && { line }) };
    this.diagnostics.push({ code, severity, message, place, remedy });
  }
}

function isPair(node: { type: string }): node is Pair {
  return node.type === 'PAIR';
}

/** An option of a JAAS login module: `… required username="alice" password="secret";`. */
function jaasOption(jaas: string | undefined, name: string): string | undefined {
  const match = new RegExp(String.raw`\b${name}\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))`).exec(jaas ?? '');
  return match?.[1]?.replaceAll(/\\(.)/g, '$1') ?? match?.[2];
}
