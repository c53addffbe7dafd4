import { describe, expect, it } from 'vitest';
import type { ProjectDocument } from '../../../shared/graph/index.ts';
import { copyFragment, parseFragment, pasteFragment, type Fragment, type PasteOptions } from './fragment.ts';
import { after, boxesOf, sampleDocument, wiresIn } from './sample-document.ts';

function copied(document: ProjectDocument, nodes: readonly string[], services: readonly string[] = []): Fragment {
  const fragment = copyFragment(document, boxesOf(document), nodes, services);
  const parsed = fragment && parseFragment(JSON.stringify(fragment));
  if (!parsed) throw new Error('nothing was copied');
  return parsed;
}

function pasted(fragment: Fragment, options: PasteOptions = { keepOuterWires: false }): ProjectDocument {
  const document = sampleDocument();
  return after(document, pasteFragment(document, fragment, options).commands);
}

describe('copy and paste', () => {
  it('gives new ids and free names, and keeps the wires between what was copied', () => {
    const document = pasted(copied(sampleDocument(), ['storefront', 'orders']));
    expect(document.graph.nodes.map(({ name }) => name).slice(4)).toEqual(['storefront-2', 'orders-2']);
    expect(wiresIn(document).slice(3)).toEqual(['storefront-2>orders-2']);
    expect(new Set(document.graph.nodes.map(({ id }) => id)).size).toBe(6);
  });

  it('copies handler files under the new name', () => {
    const document = pasted(copied(sampleDocument(), ['storefront']));
    expect(document.handlers.get('handlers/storefront-2.ts')).toContain("defineProducer<'storefront-2'>");
    expect(document.handlers.get('handlers/storefront.ts')).toContain("defineProducer<'storefront'>");
  });

  it('lets a copied handler emit to the copied topic', () => {
    const document = sampleDocument();
    const text = "export default defineProducer<'storefront'>(async (t, { emit }) => emit('orders', { value: 1 }));";
    const written = { ...document, handlers: new Map(document.handlers).set('handlers/storefront.ts', text) };
    const copy = pasted(copied(written, ['storefront', 'orders'])).handlers.get('handlers/storefront-2.ts');
    expect(copy).toContain("emit('orders-2'");
  });

  it('gives a copied consumer a group of its own', () => {
    const document = pasted(copied(sampleDocument(), ['billing']));
    expect(document.graph.nodes.at(-1)).toMatchObject({ name: 'billing-2', group: 'billing-2', service: 'money' });
  });

  it('wires a duplicate as the original is, to nodes outside too', () => {
    const document = pasted(copied(sampleDocument(), ['billing']), { keepOuterWires: true });
    expect(wiresIn(document).slice(3)).toEqual(['orders>billing-2', 'billing-2>payments']);
  });

  it('copies a service with what is in it', () => {
    const document = pasted(copied(sampleDocument(), [], ['money']));
    expect(document.graph.services.map(({ name }) => name)).toEqual(['Money', 'Money-2']);
    expect(document.graph.nodes.at(-1)).toMatchObject({ service: document.graph.services[1]?.id });
  });

  it('puts the middle of what is pasted where it is wanted', () => {
    const document = pasted(copied(sampleDocument(), ['orders']), { at: { x: 1000, y: 500 }, keepOuterWires: false });
    const id = document.graph.nodes.at(-1)?.id ?? '';
    expect(document.layout.nodes[id]).toMatchObject({ x: 940, y: 462 });
  });

  it('takes nothing else than nodes from a clipboard', () => {
    for (const text of ['', 'hello', '{"topicraft":"fragment"}', '{"topicraft":"fragment","format":2}', '[1]']) {
      expect(parseFragment(text)).toBeUndefined();
    }
  });

  it('brings no secrets of the file system: a handler’s path must be one within a project', () => {
    const fragment = copied(sampleDocument(), ['storefront']);
    const evil = { ...fragment, handlers: { '../../etc/passwd': 'x' } };
    expect(parseFragment(JSON.stringify(evil))).toBeUndefined();
  });
});
