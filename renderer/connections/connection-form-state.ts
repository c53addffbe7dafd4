import type { ConnectionDraft, SavedConnection } from '../../shared/contract/index.ts';

/** A connection as its form holds it: all texts, whatever the mode shows of them. */
export interface ConnectionFields {
  readonly id: string | undefined;
  readonly name: string;
  /** With commas or spaces between. */
  readonly brokers: string;
  readonly prefix: string;
  readonly encryption: 'none' | 'tls' | 'mtls';
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly passphrase: string;
  readonly serverName: string;
  readonly verifyHostName: boolean;
  readonly mechanism: 'none' | 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
  /** What is known already and stays as it is while its field is empty. */
  readonly known: SavedConnection['secrets'];
}

export const freshConnection: ConnectionFields = {
  id: undefined,
  name: 'local',
  brokers: '127.0.0.1:9092',
  prefix: '',
  encryption: 'none',
  ca: '',
  cert: '',
  key: '',
  passphrase: '',
  serverName: '',
  verifyHostName: true,
  mechanism: 'none',
  username: '',
  password: '',
  known: { password: false, key: false, passphrase: false },
};

export function fieldsOf(saved: SavedConnection): ConnectionFields {
  const { id, name, brokers, prefix = '', tls, sasl, secrets } = saved;
  return {
    ...freshConnection,
    id,
    name,
    brokers: brokers.join(', '),
    prefix,
    encryption: tls === undefined ? 'none' : tls.cert === undefined ? 'tls' : 'mtls',
    ca: (tls?.ca ?? []).join('\n'),
    cert: tls?.cert ?? '',
    serverName: tls?.serverName ?? '',
    verifyHostName: tls?.verifyHostName ?? true,
    mechanism: sasl?.mechanism ?? 'none',
    username: sasl?.username ?? '',
    known: secrets,
  };
}

/** What the engine is given. A secret left empty stays as it is; one whose use was turned off is forgotten. */
export function draftOf(fields: ConnectionFields): ConnectionDraft {
  const { id, name, encryption, mechanism, prefix } = fields;
  return {
    ...(id === undefined ? {} : { id }),
    name: name.trim(),
    brokers: fields.brokers.split(/[\s,]+/).filter((broker) => broker !== ''),
    ...(prefix.trim() === '' ? {} : { prefix: prefix.trim() }),
    ...(encryption === 'none' ? {} : { tls: tlsOf(fields) }),
    ...(mechanism === 'none' ? {} : { sasl: { mechanism, username: fields.username } }),
    secrets: {
      ...secret('password', mechanism === 'none' ? null : fields.password),
      ...secret('key', encryption === 'mtls' ? fields.key : null),
      ...secret('passphrase', encryption === 'mtls' ? fields.passphrase : null),
    },
  };
}

/** What keeps the draft from being saved or tried; undefined where nothing does. */
export function problemOfFields({
  name,
  brokers,
  encryption,
  cert,
  mechanism,
  username,
}: ConnectionFields): string | undefined {
  if (name.trim() === '') return 'A connection needs a name.';
  if (brokers.trim() === '') return 'One broker is needed, as host:port.';
  const wrong = brokers
    .split(/[\s,]+/)
    .find((broker) => broker !== '' && !/^(\[[0-9a-f:.]+\]|[^\s:/[\]]+):\d{1,5}$/i.test(broker));
  if (wrong !== undefined) return `${wrong} is not host:port.`;
  if (encryption === 'mtls' && cert.trim() === '') return 'mTLS needs a certificate.';
  if (mechanism !== 'none' && username.trim() === '') return 'Signing in needs a user.';
  return undefined;
}

function tlsOf({
  ca,
  cert,
  serverName,
  verifyHostName,
  encryption,
}: ConnectionFields): NonNullable<ConnectionDraft['tls']> {
  return {
    ...(ca.trim() === '' ? {} : { ca: [ca] }),
    ...(encryption === 'mtls' ? { cert } : {}),
    ...(serverName.trim() === '' ? {} : { serverName: serverName.trim() }),
    ...(verifyHostName ? {} : { verifyHostName }),
  };
}

function secret<Name extends string>(name: Name, value: string | null): Partial<Record<Name, string | null>> {
  if (value === '') return {};
  const entry: Partial<Record<Name, string | null>> = {};
  entry[name] = value;
  return entry;
}
