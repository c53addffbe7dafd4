import { describe } from 'vitest';
import { askBroker } from '../support/ask-broker.ts';
import { describeFetchSessionsOf } from '../support/fetch-session-tests.ts';
import { brokersUnderTest } from './brokers-under-test.ts';
import { freshName } from './topics.ts';

describe.each(brokersUnderTest())('fetch sessions on $name', ({ bootstrap }) => {
  describeFetchSessionsOf(() => (api, version, request) => askBroker(bootstrap, api, version, request), freshName);
});
