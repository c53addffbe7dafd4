import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import type { HandlerNode } from '../../../shared/graph/index.ts';
import { Deployments } from './deployments.ts';

const web = producer('web');
const billing = consumer('billing');
const graph = graphOf([web, topic('orders'), billing], ['web > orders > billing']);

const first = new Map([
  ['handlers/web.ts', 'web 1'],
  ['handlers/billing.ts', 'billing 1'],
  ['handlers/lib/price.ts', 'price 1'],
]);
const made = new Map([
  ['web', ['handlers/web.ts']],
  ['billing', ['handlers/billing.ts', 'handlers/lib/price.ts']],
]);

function edited(...changes: [file: string, text: string][]): Map<string, string> {
  return new Map([...first, ...changes]);
}

/** Both nodes run with the first texts. */
function deployed(): Deployments {
  const deployments = new Deployments();
  deployments.took(
    deployments.codeOf(graph, first, () => true),
    made,
    new Set(),
  );
  return deployments;
}

function states(deployments: Deployments, latest: ReadonlyMap<string, string>): string[] {
  return [web, billing].map((node: HandlerNode) => deployments.stateOf(node, latest));
}

describe('what is deployed', () => {
  it('is nothing at first, and then the latest of all', () => {
    expect(states(new Deployments(), first)).toEqual(['new', 'new']);
    expect(states(deployed(), first)).toEqual(['current', 'current']);
  });

  it('differs from the document where a file that the code is made of does', () => {
    expect(states(deployed(), edited(['handlers/billing.ts', 'billing 2']))).toEqual(['current', 'edited']);
    expect(states(deployed(), edited(['handlers/lib/price.ts', 'price 2']))).toEqual(['current', 'edited']);
    expect(states(deployed(), edited(['handlers/lib/other.ts', 'new']))).toEqual(['current', 'current']);
  });

  it('stays for each node until that node is deployed, whatever is edited', () => {
    const deployments = deployed();
    const latest = edited(['handlers/web.ts', 'web 2'], ['handlers/lib/price.ts', 'price 2']);
    const code = deployments.codeOf(graph, latest, (id) => id === 'web');
    expect(code.get('web')?.texts.get('handlers/web.ts')).toBe('web 2');
    expect(code.get('billing')?.texts.get('handlers/lib/price.ts')).toBe('price 1');
    deployments.took(code, made, new Set());
    expect(states(deployments, latest)).toEqual(['current', 'edited']);
  });

  it('stays where the new code is broken, which is said until something is edited', () => {
    const deployments = deployed();
    const broken = edited(['handlers/billing.ts', '{']);
    deployments.took(
      deployments.codeOf(graph, broken, () => true),
      made,
      new Set(['billing']),
    );
    expect(states(deployments, broken)).toEqual(['current', 'does-not-compile']);
    expect(states(deployments, edited(['handlers/billing.ts', 'billing 2']))).toEqual(['current', 'edited']);
    expect(states(deployments, first)).toEqual(['current', 'current']);
    expect(deployments.deployedCode('billing')?.texts.get('handlers/billing.ts')).toBe('billing 1');
  });

  it('is nothing of a new node whose code is broken', () => {
    const deployments = new Deployments();
    deployments.took(
      deployments.codeOf(graph, first, () => true),
      new Map(),
      new Set(['web', 'billing']),
    );
    expect(states(deployments, first)).toEqual(['does-not-compile', 'does-not-compile']);
    expect(deployments.deployedCode('web')).toBeUndefined();
  });

  it('follows a handler to another name', () => {
    const deployments = deployed();
    const moved = { ...billing, handler: 'handlers/charge.ts' };
    const after = graphOf([web, topic('orders'), moved], ['web > orders > billing']);
    const latest = new Map([...first, ['handlers/charge.ts', 'billing 1']]);
    latest.delete('handlers/billing.ts');
    const code = deployments.codeOf(after, latest, () => false).get('billing');
    expect(code).toMatchObject({ handler: 'handlers/charge.ts' });
    expect(code?.texts.get('handlers/charge.ts')).toBe('billing 1');
    expect(deployments.stateOf(moved, latest)).toBe('current');
    latest.set('handlers/charge.ts', 'billing 2');
    expect(deployments.stateOf(moved, latest)).toBe('edited');
  });

  it('forgets nodes that are gone, and keeps those that stand still', () => {
    const deployments = deployed();
    const without = graphOf([web, topic('orders')], ['web > orders']);
    deployments.took(
      deployments.codeOf(without, first, () => false),
      new Map(),
      new Set(),
    );
    expect(states(deployments, first)).toEqual(['current', 'new']);
  });
});
