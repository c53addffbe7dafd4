import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { scramMechanismType } from '../security/sasl/scram-credential.ts';
import { implementApi } from './api.ts';
import { repeatedOf } from './repeated.ts';

const twice = 'Cannot describe SCRAM credentials for the same user twice in a single request: ';
const unknown = 'Attempt to describe a user credential that does not exist: ';

/** Which SCRAM mechanisms users can log in by, never with what. Version 0. Source: KIP-554. */
export const describeUserScramCredentials = implementApi({
  kafka: kafkaApis.describeUserScramCredentials,
  answer({ users }, { broker, access }) {
    if (!access.mayCluster('describe')) {
      const errorCode = kafkaErrorCode('CLUSTER_AUTHORIZATION_FAILED');
      return { throttleTimeMs: 0, errorCode, errorMessage: 'Cluster authorization failed.', results: [] };
    }
    const { scramCredentials } = broker.cluster;
    const names = users === null || users.length === 0 ? scramCredentials.users : users.map(({ name }) => name);
    const repeated = repeatedOf(names);
    const results = [...new Set(names)].map((user) => {
      const failed = (error: 'DUPLICATE_RESOURCE' | 'RESOURCE_NOT_FOUND', errorMessage: string) => ({
        user,
        errorCode: kafkaErrorCode(error),
        errorMessage,
        credentialInfos: [],
      });
      if (repeated.has(user)) return failed('DUPLICATE_RESOURCE', twice + user);
      const credentials = scramCredentials.of(user);
      if (credentials.size === 0) return failed('RESOURCE_NOT_FOUND', unknown + user);
      const credentialInfos = Array.from(credentials, ([mechanism, { iterations }]) => ({
        mechanism: scramMechanismType(mechanism),
        iterations,
      }));
      return { user, errorCode: 0, errorMessage: null, credentialInfos };
    });
    return { throttleTimeMs: 0, errorCode: 0, errorMessage: null, results };
  },
});
