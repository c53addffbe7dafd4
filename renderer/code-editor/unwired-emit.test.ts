import { describe, expect, it } from 'vitest';
import { unwiredEmitAt } from './unwired-emit.ts';

describe('unwiredEmitAt', () => {
  const line = '  await emit(\'shipments\', { key: emit("orders") });';

  it('finds the name that the column lies in, with its columns inside the quotes', () => {
    const found = unwiredEmitAt(line, line.indexOf("'shipments'") + 1);
    expect(found?.topic).toBe('shipments');
    expect(line.slice((found?.startColumn ?? 0) - 1, (found?.endColumn ?? 0) - 1)).toBe('shipments');
    expect(unwiredEmitAt(line, line.indexOf('"orders"') + 1)?.topic).toBe('orders');
  });

  it('finds nothing elsewhere', () => {
    expect(unwiredEmitAt(line, 3)).toBeUndefined();
    expect(unwiredEmitAt("submit('orders')", 9)).toBeUndefined();
  });
});
