// From the keywords of attributes to lengths and colours, and container queries to a style sheet.
const SIZES: Readonly<Record<string, string>> = {
  none: '0',
  'small-500': '0.125rem',
  'small-400': '0.25rem',
  'small-300': '0.375rem',
  'small-200': '0.5rem',
  'small-100': '0.75rem',
  small: '0.75rem',
  base: '1rem',
  large: '1.25rem',
  'large-100': '1.25rem',
  'large-200': '1.5rem',
  'large-300': '2rem',
  'large-400': '2.5rem',
  'large-500': '3rem',
};

export function lengths(keywords: string): string {
  return keywords
    .split(/\s+/)
    .map((keyword) => SIZES[keyword] ?? keyword)
    .join(' ');
}

const LINES: Readonly<Record<string, string>> = {
  subdued: 'var(--line)',
  base: 'var(--line)',
  strong: 'var(--line-strong)',
};

export const BACKGROUNDS: Readonly<Record<string, string>> = {
  transparent: 'transparent',
  subdued: 'var(--sheet-deep)',
  base: 'var(--sheet)',
  strong: 'var(--line)',
};

/** `base`, `base subdued` or `base subdued dashed`. */
export function border(shorthand: string): string {
  if (shorthand === 'none' || shorthand === '') return 'none';
  const [width = 'base', color = 'base', style = 'solid'] = shorthand.split(/\s+/);
  const widths: Readonly<Record<string, string>> = { base: '1px', large: '2px', 'large-100': '3px' };
  return `${widths[width] ?? '1px'} ${style === 'auto' ? 'solid' : style} ${LINES[color] ?? 'var(--line)'}`;
}

const CONTAINER = /^@container\s+(?:[\w-]+\s+)?(\([^)]*\)(?:\s*(?:and|or)\s*\([^)]*\))*)\s*(.*)$/;

/** Rules for `:host` that say this of a property; `@container (inline-size > 30rem) A, B` is A where it holds, else B. */
export function rule(property: string, value: string, toCss: (keywords: string) => string): string {
  const [, condition, choices] = CONTAINER.exec(value.trim()) ?? [];
  if (condition === undefined || choices === undefined) return `:host { ${property}: ${toCss(value)} }`;
  const comma = lastCommaOutside(choices);
  const met = choices.slice(0, comma).trim();
  const otherwise = choices.slice(comma + 1).trim();
  return `:host { ${property}: ${toCss(otherwise)} } @container ${condition} { :host { ${property}: ${toCss(met)} } }`;
}

/** Commas within brackets belong to functions such as `minmax(0, 1fr)`. */
function lastCommaOutside(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === ')') depth += 1;
    if (text[at] === '(') depth -= 1;
    if (text[at] === ',' && depth === 0) return at;
  }
  return text.length;
}
