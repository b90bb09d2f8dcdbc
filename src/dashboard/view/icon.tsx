import type { Expression } from '../../core/expression.js';

export type IconName =
  | Expression
  | 'logo'
  | 'live'
  | 'history'
  | 'faces'
  | 'events'
  | 'screens'
  | 'sessions'
  | 'more'
  | 'content'
  | 'system'
  | 'settings'
  | 'sign-out'
  | 'camera'
  | 'camera-off'
  | 'moon'
  | 'nobody'
  | 'eye'
  | 'clock'
  | 'alert'
  | 'shield'
  | 'download'
  | 'print';

/**
 * A drawing of the sprite `public/icons.svg`; decoration only, the text beside it says the same.
 */
export function Icon({ name, class: className = '' }: { name: IconName; class?: string }) {
  return (
    <svg class={`icon ${className}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <use href={`/assets/icons.svg#${name}`} />
    </svg>
  );
}
