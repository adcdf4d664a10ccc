// A number with its name; it leads to those that it counts.
import type { ReactNode } from 'react';

interface FigureProps {
  readonly name: string;
  readonly to?: string;
  readonly tone?: 'base' | 'caution' | 'bad';
  readonly title?: string;
  /** A time, which needs more room. */
  readonly isWhen?: boolean;
  readonly children: ReactNode;
}

export function Figure({ name, to, tone = 'base', title, isWhen = false, children }: FigureProps) {
  return (
    <div className={`figure ${tone} ${isWhen ? 'when' : ''}`} title={title}>
      <span className="figure-name">{name}</span>
      <span className="figure-value">
        {to === undefined ? (
          children
        ) : (
          <s-link href={to} tone="neutral">
            {children}
          </s-link>
        )}
      </span>
    </div>
  );
}
