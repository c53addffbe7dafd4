import type { LucideIcon } from 'lucide-react';

/** An icon beside a word; it takes the word's colour and is not read out. */
export function Icon({
  icon: Glyph,
  size = 16,
  className,
}: {
  icon: LucideIcon;
  size?: 10 | 12 | 14 | 16 | 18;
  className?: string;
}) {
  return (
    <Glyph
      size={size}
      strokeWidth={1.5}
      absoluteStrokeWidth
      aria-hidden
      className={className}
      style={{ flex: 'none' }}
    />
  );
}
