import { kafkaApis } from '../../wire/index.ts';
import { alterResource, malformedConfigs } from './altered-configs.ts';
import { implementApi } from './api.ts';

/**
 * Replaces the whole configuration of topics. Versions 0 to 2. A broker's configuration can't be altered here, where Kafka
 * takes what is dynamic. Source: KIP-133.
 */
export const alterConfigs = implementApi({
  kafka: kafkaApis.alterConfigs,
  answer({ resources, validateOnly }, context) {
    const responses = resources.map((resource) =>
      alterResource(
        resource,
        context,
        validateOnly,
        () =>
          malformedConfigs(resource.configs, () => false) ??
          new Map(resource.configs.map(({ name, value }) => [name, value ?? ''])),
      ),
    );
    return { throttleTimeMs: 0, responses };
  },
});
