import { describe, expect, it } from 'vitest';
import { isStroke, strokeText } from './keys.ts';

const pressed = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('key strokes', () => {
  it.each([
    ['Mod+S', pressed('s', { ctrlKey: true }), true],
    ['Mod+S', pressed('S', { ctrlKey: true, shiftKey: true }), false],
    ['Shift+Mod+P', pressed('P', { ctrlKey: true, shiftKey: true }), true],
    ['P', pressed('p'), true],
    ['P', pressed('p', { ctrlKey: true }), false],
    ['P', pressed('p', { altKey: true }), false],
    ['?', pressed('?', { shiftKey: true }), true],
    ['Mod+Plus', pressed('+', { ctrlKey: true, shiftKey: false }), true],
    ['Mod+Plus', pressed('=', { ctrlKey: true }), false],
    ['Mod+=', pressed('=', { ctrlKey: true }), true],
    ['Alt+ArrowLeft', pressed('ArrowLeft', { altKey: true }), true],
    ['Mod+S', pressed('s', { metaKey: true }), false],
  ])('%s and %o', (stroke, event, expected) => {
    expect(isStroke(event, stroke, false)).toBe(expected);
  });

  it('go by the command key on a Mac', () => {
    expect(isStroke(pressed('s', { metaKey: true }), 'Mod+S', true)).toBe(true);
    expect(isStroke(pressed('s', { ctrlKey: true }), 'Mod+S', true)).toBe(false);
  });

  it('are written as on the caps', () => {
    expect(strokeText('Shift+Mod+P', false)).toBe('Shift Ctrl P');
    expect(strokeText('Shift+Mod+P', true)).toBe('⇧⌘P');
    expect(strokeText('Delete', false)).toBe('Del');
  });
});
