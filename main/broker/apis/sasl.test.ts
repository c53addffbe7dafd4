import { pbkdf2Sync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import {
  decodeResponse,
  inProcessBroker,
  type InProcessBroker,
  requestFrame,
} from '../../../tests/support/in-process-broker.ts';
import { logIn, sendToken } from '../../../tests/support/log-in.ts';
import { requestExamples } from '../../../tests/support/request-examples.ts';
import { kafkaApis, type KafkaApi } from '../../wire/index.ts';
import { saslMechanisms } from '../security/sasl/login.ts';
import type { SaslOptions } from '../security/security-options.ts';
import type { Peer } from '../server/connection.ts';
import { servesVersion } from './registry.ts';

const alice = { username: 'alice', password: 'a wonder-land, even' };
const users = [
  { name: alice.username, password: alice.password },
  { name: 'bob', password: 'builder' },
];

let broker: InProcessBroker;
let peer: Peer;

function start(sasl: SaslOptions = {}): void {
  broker = inProcessBroker({}, { sasl: { users, ...sasl } });
  peer = broker.connect();
}
beforeEach(() => start());
afterEach(() => broker.close());

const ask = {
  metadata: () => requestFrame(kafkaApis.metadata, 12, { topics: [], includeTopicAuthorizedOperations: false }),
  versions: () => requestFrame(kafkaApis.apiVersions, 3, { clientSoftwareName: 'test', clientSoftwareVersion: '1' }),
  handshake: (mechanism: string, version = 1) => requestFrame(kafkaApis.saslHandshake, version, { mechanism }),
};

async function outcomeOf(frame: Uint8Array): Promise<string> {
  const outcome = broker.sendAs(peer, frame);
  await broker.clock.advance(100);
  return (await outcome).type;
}

describe('a connection that is not logged in', () => {
  it('may ask for the versions once, and then must begin a login', async () => {
    expect(await outcomeOf(ask.versions())).toBe('response');
    expect(await outcomeOf(ask.versions())).toBe('close');
    expect(await outcomeOf(ask.handshake('PLAIN'))).toBe('response');
  });

  it('may ask again for versions that were not served', async () => {
    const malformed = requestFrame(kafkaApis.apiVersions, 3, { clientSoftwareName: '', clientSoftwareVersion: '' });
    expect(await outcomeOf(malformed)).toBe('response');
    expect(await outcomeOf(ask.versions())).toBe('response');
  });

  it('is closed where it asks for anything else', async () => {
    expect(await outcomeOf(ask.metadata())).toBe('close');
    expect(await outcomeOf(requestFrame(kafkaApis.saslAuthenticate, 2, { authBytes: new Uint8Array(3) }))).toBe(
      'close',
    );
  });

  const allowed = new Set<KafkaApi>([kafkaApis.apiVersions, kafkaApis.saslHandshake]);
  const everythingElse = requestExamples('AAAAAAAAAAAAAAAAAAAAAA').filter(({ api }) => !allowed.has(api));

  it.each(everythingElse)('is closed at the first request of $api.name, before it is even read', async (example) => {
    const { min, max } = example.api.request.versions;
    for (let version = min; version <= max; version += 1) {
      if (!servesVersion(example.api, version)) continue;
      peer = broker.connect();
      const frame = requestFrame(example.api, version, example.request(version));
      expect(await outcomeOf(frame)).toBe('close');
      // What is no request of the API at all is no fault either.
      expect(await outcomeOf(frame.subarray(0, 12))).toBe('close');
    }
    expect(broker.context.cluster.topics).toEqual([]);
  });

  it('is told which mechanisms there are, and closed, where it wants another', async () => {
    const answer = broker.sendAs(peer, ask.handshake('GSSAPI'));
    await broker.clock.advance(99);
    let isAnswered = false;
    void Promise.resolve(answer).then(() => (isAnswered = true));
    await broker.clock.advance(0);
    expect(isAnswered).toBe(false);
    await broker.clock.advance(1);
    const outcome = await answer;
    if (outcome.type !== 'last-response') throw new Error(outcome.type);
    const { errorCode, mechanisms } = decodeResponse(kafkaApis.saslHandshake, 1, outcome.pieces);
    expect(kafkaErrorName(errorCode)).toBe('UNSUPPORTED_SASL_MECHANISM');
    expect(mechanisms).toEqual(saslMechanisms);
  });

  it('may send tokens only once a login has begun; where there is room it is told ILLEGAL_SASL_STATE', async () => {
    await broker.ask(kafkaApis.saslHandshake, 1, { mechanism: 'PLAIN' }, peer);
    const asked = broker.sendAs(peer, ask.versions());
    await broker.clock.advance(100);
    const outcome = await asked;
    if (outcome.type !== 'last-response') throw new Error(outcome.type);
    expect(kafkaErrorName(decodeResponse(kafkaApis.apiVersions, 3, outcome.pieces).errorCode)).toBe(
      'ILLEGAL_SASL_STATE',
    );
    expect(await outcomeOf(requestFrame(kafkaApis.findCoordinator, 4, { coordinatorKeys: ['x'] }))).toBe('close');
  });
});

describe.each(saslMechanisms)('a login by %s', (mechanism) => {
  it('makes the connection that user', async () => {
    const result = await logIn(broker, peer, { mechanism, ...alice });
    expect(result).toMatchObject({ errorCode: 0, sessionLifetimeMs: 0n, isClosed: false });
    expect(peer.session.principal).toEqual({ type: 'User', name: 'alice' });
    expect(await outcomeOf(ask.metadata())).toBe('response');
    expect(await outcomeOf(ask.versions())).toBe('response');
  });

  it.each([
    ['a wrong password', { ...alice, password: 'x' }],
    ['a user whom nobody knows', { username: 'eve', password: 'x' }],
    ["another user's password", { ...alice, password: 'builder' }],
  ])('fails with %s, and ends the connection', async (_name, wrong) => {
    const result = await logIn(broker, peer, { mechanism, ...wrong });
    expect(kafkaErrorName(result.errorCode)).toBe('SASL_AUTHENTICATION_FAILED');
    expect(result).toMatchObject({
      isClosed: true,
      errorMessage:
        mechanism === 'PLAIN'
          ? 'Authentication failed: Invalid username or password'
          : `Authentication failed during authentication due to invalid credentials with SASL mechanism ${mechanism}`,
    });
    expect(peer.session.isAuthenticated).toBe(false);
    expect(await outcomeOf(ask.metadata())).toBe('close');
  });

  it('is refused where the mechanism is not enabled', async () => {
    start({ mechanisms: saslMechanisms.filter((other) => other !== mechanism) });
    expect(await outcomeOf(ask.handshake(mechanism))).toBe('last-response');
  });
});

describe('PLAIN', () => {
  it.each([
    [
      'root\0alice\0a wonder-land, even',
      'Authentication failed: Client requested an authorization id that is different from username',
    ],
    ['\0\0x', 'Authentication failed: username not specified'],
    ['\0alice\0', 'Authentication failed: password not specified'],
    ['alice', 'Authentication failed during authentication due to invalid credentials with SASL mechanism PLAIN'],
  ])('refuses the token %j', async (token, errorMessage) => {
    await broker.ask(kafkaApis.saslHandshake, 1, { mechanism: 'PLAIN' }, peer);
    expect(await sendToken(broker, peer, token)).toMatchObject({ isClosed: true, errorMessage });
  });

  it('goes by bare tokens after version 0 of the handshake', async () => {
    await broker.ask(kafkaApis.saslHandshake, 0, { mechanism: 'PLAIN' }, peer);
    const outcome = await broker.sendAs(peer, Buffer.from('\0alice\0a wonder-land, even'));
    expect(outcome).toEqual({ type: 'response', pieces: [new Uint8Array(4), new Uint8Array(0)] });
    expect(await outcomeOf(ask.metadata())).toBe('response');
  });

  it('closes the connection where a bare token is wrong', async () => {
    await broker.ask(kafkaApis.saslHandshake, 0, { mechanism: 'PLAIN' }, peer);
    const outcome = broker.sendAs(peer, Buffer.from('\0alice\0x'));
    expect(outcome).toBeInstanceOf(Promise);
    await broker.clock.advance(100);
    expect(await outcome).toMatchObject({ type: 'close' });
  });
});

describe('a connection that is logged in', () => {
  it('may not log in again where logins do not end', async () => {
    await logIn(broker, peer, { mechanism: 'PLAIN', ...alice });
    const { errorCode } = await broker.ask(kafkaApis.saslHandshake, 1, { mechanism: 'PLAIN' }, peer);
    expect(kafkaErrorName(errorCode)).toBe('ILLEGAL_SASL_STATE');
    expect(await sendToken(broker, peer, 'x')).toMatchObject({ errorCode, isClosed: false });
    expect(peer.session.principal.name).toBe('alice');
  });

  it('renews a login that ends, no sooner than after a second', async () => {
    start({ sessionLifetimeMs: 10_000 });
    expect(await logIn(broker, peer, { mechanism: 'SCRAM-SHA-256', ...alice })).toMatchObject({
      sessionLifetimeMs: 10_000n,
    });
    const { errorCode } = await broker.ask(kafkaApis.saslHandshake, 1, { mechanism: 'SCRAM-SHA-256' }, peer);
    expect(kafkaErrorName(errorCode)).toBe('ILLEGAL_SASL_STATE');
    await broker.clock.advance(9000);
    expect(await logIn(broker, peer, { mechanism: 'SCRAM-SHA-256', ...alice })).toMatchObject({ errorCode: 0 });
    await broker.clock.advance(9000);
    expect(await outcomeOf(ask.metadata())).toBe('response');
    await broker.clock.advance(9000);
    expect(await outcomeOf(ask.metadata())).toBe('close');
    expect(await outcomeOf(ask.handshake('SCRAM-SHA-256'))).toBe('response');
  });

  it('may not become somebody else, nor change the mechanism', async () => {
    start({ sessionLifetimeMs: 10_000 });
    await logIn(broker, peer, { mechanism: 'PLAIN', ...alice });
    await broker.clock.advance(2000);
    expect(await logIn(broker, peer, { mechanism: 'PLAIN', username: 'bob', password: 'builder' })).toMatchObject({
      errorMessage: 'Cannot change principals during re-authentication from User.alice: User.bob',
      isClosed: true,
    });
    peer = broker.connect();
    await logIn(broker, peer, { mechanism: 'PLAIN', ...alice });
    await broker.clock.advance(2000);
    expect(await logIn(broker, peer, { mechanism: 'SCRAM-SHA-256', ...alice })).toMatchObject({
      errorMessage:
        "SASL mechanism 'SCRAM-SHA-256' requested by client is not supported for re-authentication of mechanism 'PLAIN'",
      isClosed: true,
    });
  });
});

describe('SCRAM credentials', () => {
  const salt = Buffer.from('some salt that is long');
  const carol = {
    name: 'carol',
    mechanism: 2,
    iterations: 8192,
    salt,
    saltedPassword: pbkdf2Sync('hidden', salt, 8192, 64, 'sha512'),
  };

  async function alter(
    upsertions: Partial<typeof carol>[],
    deletions: { name: string; mechanism: number }[] = [],
  ): Promise<Record<string, string>> {
    const { results } = await broker.ask(
      kafkaApis.alterUserScramCredentials,
      0,
      { deletions, upsertions: upsertions.map((upsertion) => ({ ...carol, ...upsertion })) },
      peer,
    );
    return Object.fromEntries(results.map(({ user, errorCode }) => [user, kafkaErrorName(errorCode)]));
  }

  async function describeUsers(names: string[] | null) {
    const users = names === null ? null : names.map((name) => ({ name }));
    const { results } = await broker.ask(kafkaApis.describeUserScramCredentials, 0, { users }, peer);
    return results.map(({ user, errorCode, credentialInfos }) => ({
      user,
      error: kafkaErrorName(errorCode),
      credentialInfos,
    }));
  }

  beforeEach(async () => {
    await logIn(broker, peer, { mechanism: 'PLAIN', ...alice });
  });

  it('that are set let a user in, and no longer once they are deleted', async () => {
    expect(await alter([{}])).toEqual({ carol: 'NONE' });
    const login = { mechanism: 'SCRAM-SHA-512', username: 'carol', password: 'hidden' } as const;
    expect(await logIn(broker, broker.connect(), login)).toMatchObject({ errorCode: 0 });
    expect(await alter([], [carol])).toEqual({ carol: 'NONE' });
    expect(await logIn(broker, broker.connect(), login)).toMatchObject({ isClosed: true });
  });

  it('are described without what they are made of', async () => {
    await alter([{}]);
    // Those of the options are kept nowhere, so that who is taken out of them is out.
    expect(await describeUsers(null)).toEqual([
      { user: 'carol', error: 'NONE', credentialInfos: [{ mechanism: 2, iterations: 8192 }] },
    ]);
    expect(await describeUsers(['eve', 'bob', 'bob'])).toMatchObject([
      { user: 'eve', error: 'RESOURCE_NOT_FOUND' },
      { user: 'bob', error: 'DUPLICATE_RESOURCE' },
    ]);
  });

  it('are refused user by user', async () => {
    const refused = await alter(
      [
        { name: '' },
        { name: 'few', iterations: 4095 },
        { name: 'many', iterations: 16_385 },
        { name: 'other', mechanism: 3 },
        { name: 'none', mechanism: 0 },
        { name: 'twice' },
        { name: 'twice', mechanism: 1 },
        {},
      ],
      [
        { name: 'eve', mechanism: 1 },
        { name: 'carol', mechanism: 1 },
      ],
    );
    expect(refused).toEqual({
      '': 'UNACCEPTABLE_CREDENTIAL',
      few: 'UNACCEPTABLE_CREDENTIAL',
      many: 'UNACCEPTABLE_CREDENTIAL',
      other: 'UNSUPPORTED_SASL_MECHANISM',
      none: 'UNSUPPORTED_SASL_MECHANISM',
      twice: 'DUPLICATE_RESOURCE',
      eve: 'RESOURCE_NOT_FOUND',
      carol: 'RESOURCE_NOT_FOUND',
    });
    expect(await describeUsers(['twice', 'carol'])).toMatchObject([
      { error: 'RESOURCE_NOT_FOUND' },
      { error: 'RESOURCE_NOT_FOUND' },
    ]);
  });
});

describe('a listener without logins', () => {
  it('has none to begin', async () => {
    const plain = inProcessBroker();
    const handshake = await plain.ask(kafkaApis.saslHandshake, 1, { mechanism: 'PLAIN' });
    expect(handshake).toMatchObject({ errorCode: 34, mechanisms: [] });
    expect(await plain.ask(kafkaApis.saslAuthenticate, 2, { authBytes: new Uint8Array(0) })).toMatchObject({
      errorCode: 34,
    });
    plain.close();
  });
});
