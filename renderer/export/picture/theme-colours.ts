/** A colour as every program that reads SVG takes it: six digits, and how much of it. */
export interface Paint {
  readonly colour: string;
  readonly opacity: number;
}

const names = [
  'bg-canvas',
  'bg-raised',
  'bg-group',
  'line',
  'line-control',
  'line-edge',
  'text-1',
  'text-2',
  'text-3',
  'producer',
  'producer-line',
  'producer-soft',
  'topic',
  'topic-line',
  'topic-soft',
  'consumer',
  'consumer-line',
  'consumer-soft',
  'error',
  'idle',
  'idle-soft',
  'heat-0',
] as const;
export type ColourName = (typeof names)[number];
export type Colours = Readonly<Record<ColourName, Paint>>;
export type Theme = 'dark' | 'light';

/** The look's colours in a theme, whichever is shown now. */
export function coloursOf(theme: Theme): Colours {
  const probe = document.createElement('div');
  probe.dataset['theme'] = theme;
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const paints = names.map((name) => [name, paintOf(style.getPropertyValue(`--${name}`))] as const);
  probe.remove();
  return Object.fromEntries(paints) as Record<ColourName, Paint>;
}

/** `#abc`, `#aabbcc` and `#aabbcc80`, as style sheets write them. */
export function paintOf(text: string): Paint {
  const digits = text.trim().slice(1);
  const full = digits.length < 6 ? digits.replaceAll(/./g, '$&$&') : digits;
  const opacity = full.length === 8 ? Number.parseInt(full.slice(6), 16) / 255 : 1;
  return { colour: `#${full.slice(0, 6)}`, opacity: Math.round(opacity * 1000) / 1000 };
}
