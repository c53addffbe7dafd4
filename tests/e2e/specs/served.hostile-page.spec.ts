import { engineSocket } from '../../../shared/contract/index.ts';
import { type Attacker, attackHttp, attackWebSocket, includeInPage, startAttacker } from '../support/attacker.ts';
import { expect, test } from '../support/test.ts';

const order = JSON.stringify({ order: 'of a stranger' });

let attacker: Attacker;

test.beforeAll(async () => {
  attacker = await startAttacker();
});

test.afterAll(() => attacker.close());

test('a page of a stranger reaches nothing of a served window', async ({ window }) => {
  const { origin, token } = await window.page.evaluate(() => ({
    origin: location.origin,
    token: sessionStorage.getItem('topicraft-launch-token') ?? '',
  }));
  const port = Number(new URL(origin).port);
  const engine = `ws://127.0.0.1:${port}${engineSocket.path}`;
  const rebound = await attacker.rebound(port);
  const reboundEngine = `ws://${new URL(rebound.url()).host}${engineSocket.path}`;

  for (const [page, address] of [
    [attacker.page, engine],
    [rebound, engine],
    [rebound, reboundEngine],
  ] as const) {
    // Not even with the token: a page that isn't ours has no business here.
    for (const protocols of [
      [],
      [engineSocket.protocol],
      engineSocket.protocols('guess'),
      engineSocket.protocols(token),
    ]) {
      expect(await attackWebSocket(page, address, protocols)).toBe('closed 1006');
    }
  }
  const fromElsewhere = await attackHttp(attacker.page, `${origin}/`, order);
  expect(fromElsewhere.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'sent')).toEqual([]);
  const byName = await attackHttp(rebound, new URL('/', rebound.url()).href, order);
  expect(byName.filter(({ outcome }) => !['403', 'refused', 'sent'].includes(outcome))).toEqual([]);
  expect(byName).toContainEqual({ what: 'GET', outcome: '403' });
  const script = await window.page.evaluate(() => document.querySelector('script')?.src ?? '');
  expect(await includeInPage(attacker.page, script)).toEqual({ script: 'refused', image: 'refused', style: 'refused' });

  // The page that is ours still works, and opens what the stranger's could not.
  expect(await attackWebSocket(window.page, engine, engineSocket.protocols(token))).toBe('open');
  await window.welcome.openExample('Basic Kafka');
  await expect(window.canvas.node('consumer', 'alarm')).toBeVisible();
});
