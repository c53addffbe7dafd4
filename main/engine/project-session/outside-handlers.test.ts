import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { Deployments, type HandlerFiles } from './deployments.ts';
import { OutsideHandlers } from './outside-handlers.ts';

const web = producer('web');
const billing = consumer('billing');
const alarm = consumer('alarm');
const graph = graphOf([web, topic('orders'), billing], ['web > orders > billing']);
const grown = graphOf([web, topic('orders'), billing, alarm], ['web > orders > billing', 'orders > alarm']);

const first: HandlerFiles = new Map([
  ['handlers/web.ts', 'web 1'],
  ['handlers/billing.ts', 'billing 1'],
  ['handlers/lib/price.ts', 'price 1'],
]);
const made = new Map([
  ['web', ['handlers/web.ts']],
  ['billing', ['handlers/billing.ts', 'handlers/lib/price.ts']],
]);

/** Both nodes run with the first texts. */
function running() {
  const deployments = new Deployments();
  const code = deployments.codeOf(graph, first, () => true);
  const outside = new OutsideHandlers(deployments, code.keys());
  const begin = (): void => {
    deployments.took(code, made, new Set());
    outside.began();
  };
  return { deployments, outside, begin };
}

function edited(...changes: [file: string, text: string][]): HandlerFiles {
  return new Map([...first, ...changes]);
}

function change(isGraph: boolean, ...handlers: string[]) {
  return { graph: isGraph, handlers: new Set(handlers) };
}

describe('what another program changes', () => {
  it('waits as long as what runs is made of another text', () => {
    const { deployments, outside, begin } = running();
    begin();
    outside.changed(change(false, 'handlers/lib/price.ts', 'handlers/lib/unused.ts'), graph);
    const latest = edited(['handlers/lib/price.ts', 'price 2'], ['handlers/lib/unused.ts', 'x']);
    expect(outside.waiting(graph, latest)).toEqual(['handlers/lib/price.ts']);
    expect(outside.held.size).toBe(0);
    // Changed back, it is what runs.
    expect(outside.waiting(graph, first)).toEqual([]);
    deployments.took(
      deployments.codeOf(graph, latest, () => true),
      made,
      new Set(),
    );
    expect(outside.waiting(graph, latest)).toEqual([]);
  });

  it('is not what is edited in this app', () => {
    const { outside, begin } = running();
    begin();
    expect(outside.waiting(graph, edited(['handlers/web.ts', 'web 2']))).toEqual([]);
  });

  it('runs in no node that it adds until that one is deployed', () => {
    const { deployments, outside, begin } = running();
    begin();
    outside.changed(change(true, 'handlers/alarm.ts'), grown);
    const latest = edited(['handlers/alarm.ts', 'alarm 1']);
    expect([...outside.held]).toEqual(['alarm']);
    expect(outside.waiting(grown, latest)).toEqual(['handlers/alarm.ts']);
    outside.release(['alarm']);
    deployments.took(
      deployments.codeOf(grown, latest, () => false),
      new Map([...made, ['alarm', ['handlers/alarm.ts']]]),
      new Set(),
    );
    expect(outside.held.size).toBe(0);
    expect(outside.waiting(grown, latest)).toEqual([]);
  });

  it('holds back none of the nodes of a start that is under way', () => {
    const { outside, begin } = running();
    outside.changed(change(true, 'handlers/web.ts', 'handlers/alarm.ts'), grown);
    expect([...outside.held]).toEqual(['alarm']);
    begin();
    const latest = edited(['handlers/web.ts', 'web 2'], ['handlers/alarm.ts', 'alarm 1']);
    expect(outside.waiting(grown, latest)).toEqual(['handlers/alarm.ts', 'handlers/web.ts']);
  });
});
