import type { ButtonHTMLAttributes, Ref } from 'react';
import type { LucideIcon } from 'lucide-react';
import styles from './button.module.css';
import { Icon } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'plain' | 'primary' | 'ghost' | 'danger';
  size?: 'normal' | 'large';
  icon?: LucideIcon;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'plain', size = 'normal', icon, className, children, ...rest }: ButtonProps) {
  const classes = [
    styles.button,
    look === 'plain' ? '' : styles[look],
    size === 'large' ? styles.large : '',
    className,
  ];
  return (
    <button type="button" className={classes.filter(Boolean).join(' ')} {...rest}>
      {icon && <Icon icon={icon} size={14} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> {
  icon: LucideIcon;
  /** The accessible name, and the tooltip. */
  label: string;
  /** Shown in the tooltip: the key that does the same. */
  stroke?: string;
  pressed?: boolean;
  size?: 'normal' | 'small';
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ icon, label, stroke, pressed, size = 'normal', className, ...rest }: IconButtonProps) {
  const classes = [styles.iconButton, size === 'small' ? styles.small : '', className].filter(Boolean).join(' ');
  return (
    <Tooltip text={label} stroke={stroke}>
      <button
        type="button"
        aria-label={label}
        className={classes}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        {...rest}
      >
        <Icon icon={icon} size={size === 'small' ? 14 : 16} />
      </button>
    </Tooltip>
  );
}
