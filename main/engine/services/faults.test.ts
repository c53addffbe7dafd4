import { describe, expect, it } from 'vitest';
import { graphOf, topic } from '../../../tests/support/graph-builder.ts';
import { projectWith } from '../../../tests/support/project-folder.ts';
import { openIn, testEngine, trustIn } from '../../../tests/support/test-engine.ts';

async function opened() {
  const { client } = await testEngine();
  const { projectId, project } = await openIn(client, await projectWith(graphOf([topic('orders')], [])));
  await trustIn(client, project);
  return { client, projectId };
}

const frozen = { id: 'a', effect: { type: 'freeze' } } as const;

describe('faults', () => {
  it('are set where the embedded broker is up, and nowhere else', async () => {
    const { client, projectId } = await opened();
    const set = () => client.faults.set({ projectId, plan: { faults: [frozen] } });
    await expect(set()).rejects.toMatchObject({ code: 'BROKER_NOT_UP', defined: true });
    const target = { type: 'connection', connectionId: 'gone' } as const;
    await expect(client.session.start({ projectId, target })).rejects.toMatchObject({ code: 'CONNECTION_UNKNOWN' });
    await expect(set()).rejects.toMatchObject({ code: 'NOT_EMBEDDED', defined: true });
  });

  it('are none where it is not up', async () => {
    const { client, projectId } = await opened();
    expect(await client.faults.list({ projectId })).toEqual([]);
    expect(await client.faults.clear({ projectId })).toEqual([]);
  });

  it('are not set where there is a mistake in one', async () => {
    const { client, projectId } = await opened();
    const wrong = { id: 'b', match: { apis: ['Porduce'] }, effect: frozen.effect };
    expect(await client.faults.set({ projectId, plan: { faults: [frozen, wrong] } })).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'faults.mistake', severity: 'error', place: { field: 'faults.1.match.apis.0' } }],
    });
    const nothing = client.faults.set({ projectId, plan: { faults: [] } });
    await expect(nothing).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
