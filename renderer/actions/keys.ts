/** A key stroke as actions name it: modifiers in any order, then the key as KeyboardEvent has it, letters in capitals. */
export type KeyStroke = string;

type PressedKey = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether a pressed key is the stroke. A letter goes by what it types, so that all keyboard layouts have it. */
export function isStroke(event: PressedKey, stroke: KeyStroke, mac = isMac): boolean {
  const parts = stroke.split('+');
  // `+` itself is written `Plus`.
  const key = parts.pop() ?? '';
  const wants = new Set(parts);
  const mod = mac ? event.metaKey : event.ctrlKey;
  const otherMod = mac ? event.ctrlKey : event.metaKey;
  // A sign such as `?` already says which shift it needs.
  const shiftMatters = key.length > 1 || /[A-Z0-9]/.test(key);
  if (mod !== wants.has('Mod') || otherMod || event.altKey !== wants.has('Alt')) return false;
  if (shiftMatters && event.shiftKey !== wants.has('Shift')) return false;
  const pressed = event.key === '+' ? 'Plus' : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return pressed === key;
}

const signs: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
  Escape: 'Esc',
  Plus: '+',
  ' ': 'Space',
};
const macSigns: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩', Delete: '⌫' };

/** As it stands on a key cap: `Ctrl Shift P`, `⇧⌘P`. */
export function strokeText(stroke: KeyStroke, mac = isMac): string {
  const parts = stroke.split('+').map((part) => {
    if (mac && macSigns[part] !== undefined) return macSigns[part];
    return part === 'Mod' ? 'Ctrl' : (signs[part] ?? part);
  });
  return parts.join(mac ? '' : ' ');
}
