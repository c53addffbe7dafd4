/** The product's mark: two streams that become one event. */
export function BrandMark({ size = 18 }: { size?: 18 | 24 }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 18 18"
      fill="none"
      aria-hidden
      style={{ flex: 'none', color: 'var(--accent)' }}
    >
      <path
        d="M1.5 4.5H6a3 3 0 0 1 2.6 1.5L9 6.7A4.6 4.6 0 0 0 13 9M1.5 13.5H6a3 3 0 0 0 2.6-1.5l.4-.7A4.6 4.6 0 0 1 13 9"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <circle cx="14.25" cy="9" r="2.75" fill="currentColor" />
    </svg>
  );
}
