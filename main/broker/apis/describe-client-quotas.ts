import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import { type QuotaEntity, quotaEntityTypes } from '../quotas/client-quotas.ts';
import { implementApi } from './api.ts';

interface Refusal {
  error: KafkaErrorName;
  message: string;
}

type Component = MessageValue<typeof kafkaApis.describeClientQuotas.request>['components'][number];

const exact = 0;
const ofDefault = 1;
const ofAny = 2;

/** The quotas of the entities that a filter matches. Versions 0 to 1. Source: KIP-546. */
export const describeClientQuotas = implementApi({
  kafka: kafkaApis.describeClientQuotas,
  answer({ components, strict }, { broker, access }) {
    if (!access.mayCluster('describeConfigs')) {
      return failed('CLUSTER_AUTHORIZATION_FAILED', 'Cluster authorization failed.');
    }
    const refusal = refusalOf(components);
    if (refusal) return failed(refusal.error, refusal.message);
    const found = Array.from(broker.cluster.clientQuotas.all()).filter(
      ({ entity }) =>
        components.every((component) => matches(entity, component)) &&
        !(strict && Object.keys(entity).length > components.length),
    );
    const entries = found.map(({ entity, values }) => ({
      entity: Object.entries(entity).map(([entityType, entityName]) => ({ entityType, entityName })),
      values: Array.from(values, ([key, value]) => ({ key, value })),
    }));
    return { throttleTimeMs: 0, errorCode: 0, errorMessage: null, entries };
  },
});

function matches(entity: QuotaEntity, { entityType, matchType, match }: Component): boolean {
  const name = Object.entries(entity).find(([type]) => type === entityType)?.[1];
  if (matchType === exact) return name === match;
  return matchType === ofDefault ? name === null : name !== undefined;
}

function refusalOf(components: readonly Component[]): Refusal | undefined {
  const types = components.map(({ entityType }) => entityType);
  for (const [index, { entityType, matchType, match }] of components.entries()) {
    if (entityType === '') return invalid('Invalid empty entity type.');
    if (types.indexOf(entityType) !== index) {
      return invalid(`Entity type ${entityType} cannot appear more than once in the filter.`);
    }
    if (!quotaEntityTypes.some((type) => type === entityType)) {
      return { error: 'UNSUPPORTED_VERSION', message: `Unsupported entity type ${entityType}` };
    }
    if (matchType < exact || matchType > ofAny) return invalid(`Unknown match type ${matchType}`);
    if ((matchType === exact) === (match === null)) {
      return invalid('An exact match needs a name, and no other match takes one.');
    }
  }
  return types.includes('ip') && types.length > 1
    ? invalid('IP filter component should not be used with user or clientId filter component.')
    : undefined;
}

function invalid(message: string): Refusal {
  return { error: 'INVALID_REQUEST', message };
}

function failed(error: KafkaErrorName, errorMessage: string) {
  return { throttleTimeMs: 0, errorCode: kafkaErrorCode(error), errorMessage, entries: null };
}
