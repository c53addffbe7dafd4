import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import {
  fewestScramIterations,
  mostScramIterations,
  scramCredentialFrom,
  type ScramMechanism,
  scramMechanismOf,
} from '../security/sasl/scram-credential.ts';
import type { ScramCredentials } from '../security/sasl/scram-credentials.ts';
import { implementApi } from './api.ts';

type Request = MessageValue<typeof kafkaApis.alterUserScramCredentials.request>;

interface Refusal {
  error: KafkaErrorName;
  message: string;
}

/** Refused for the whole request of a user, or carried out once all of the request has been looked at. */
type Change = Refusal | (() => void);

const twice: Refusal = {
  error: 'DUPLICATE_RESOURCE',
  message: 'A user credential cannot be altered twice in the same request',
};

/**
 * Sets and deletes what users can log in with by SCRAM, one credential a user and request. The client has salted the password;
 * what is kept is less than that. Version 0. Source: KIP-554.
 */
export const alterUserScramCredentials = implementApi({
  kafka: kafkaApis.alterUserScramCredentials,
  answer({ deletions, upsertions }, { broker, access }) {
    if (!access.mayCluster('alter')) {
      const users = new Set([...deletions, ...upsertions].map(({ name }) => name));
      const errorCode = kafkaErrorCode('CLUSTER_AUTHORIZATION_FAILED');
      const errorMessage = 'Cluster authorization failed.';
      return { throttleTimeMs: 0, results: Array.from(users, (user) => ({ user, errorCode, errorMessage })) };
    }
    const { scramCredentials } = broker.cluster;
    const changes = new Map<string, Change>();
    const plan = (name: string, change: Change) => {
      const before = changes.get(name);
      // The first thing that is wrong about a user is what is said.
      if (before === undefined) changes.set(name, change);
      else if (typeof before === 'function') changes.set(name, twice);
    };
    for (const deletion of deletions) plan(deletion.name, planDeletion(deletion, scramCredentials));
    for (const upsertion of upsertions) plan(upsertion.name, planUpsertion(upsertion, scramCredentials));
    const results = Array.from(changes, ([user, change]) => {
      if (typeof change !== 'function') {
        return { user, errorCode: kafkaErrorCode(change.error), errorMessage: change.message };
      }
      change();
      return { user, errorCode: 0, errorMessage: null };
    });
    return { throttleTimeMs: 0, results };
  },
});

function planDeletion({ name, mechanism: type }: Request['deletions'][number], credentials: ScramCredentials): Change {
  const mechanism = checked(name, type);
  if (typeof mechanism !== 'string') return mechanism;
  if (!credentials.of(name).has(mechanism)) {
    return { error: 'RESOURCE_NOT_FOUND', message: 'Attempt to delete a user credential that does not exist' };
  }
  return () => credentials.delete(name, mechanism);
}

function planUpsertion(upsertion: Request['upsertions'][number], credentials: ScramCredentials): Change {
  const { name, iterations } = upsertion;
  const mechanism = checked(name, upsertion.mechanism);
  if (typeof mechanism !== 'string') return mechanism;
  if (iterations < fewestScramIterations) return unacceptable('Too few iterations');
  if (iterations > mostScramIterations) return unacceptable('Too many iterations');
  return () => credentials.set(name, mechanism, scramCredentialFrom(mechanism, upsertion));
}

function checked(name: string, type: number): ScramMechanism | Refusal {
  if (name === '') return unacceptable('Username must not be empty');
  return scramMechanismOf(type) ?? { error: 'UNSUPPORTED_SASL_MECHANISM', message: 'Unknown SCRAM mechanism' };
}

function unacceptable(message: string): Refusal {
  return { error: 'UNACCEPTABLE_CREDENTIAL', message };
}
