import { describe, expect, it } from 'vitest';
import type { SessionTarget } from '../../main/engine/index.ts';
import { brokenPromisesOf, runCopyingShop } from '../support/copying-shop.ts';
import { brokersUnderTest } from './brokers-under-test.ts';
import { freshName } from './topics.ts';

describe.each(brokersUnderTest())('a consumer that delivers exactly once on $name', ({ bootstrap }) => {
  it('has each effect once, whatever its handler does and whenever its process is killed', async () => {
    const prefix = freshName('exactly-once');
    const target: SessionTarget = { type: 'external', connection: { brokers: [bootstrap] }, createTopics: true };
    const running = await runCopyingShop({ guarantee: 'exactly-once' }, { target, prefix });
    expect(await brokenPromisesOf(running, `${prefix}.`)).toEqual([]);
  });
});
