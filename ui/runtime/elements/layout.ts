// Boxes, stacks and grids: elements whose attributes say how their content is laid out.
import { css, html, type PropertyValues } from 'lit';
import { define, Element, styled } from './base.ts';
import { BACKGROUNDS, border, lengths, rule } from './sizes.ts';

const asIs = (value: string) => value;
const span = (value: string) => value.replaceAll(/span (\d+)/g, 'span $1');

/** Each attribute with its property of CSS, and how its keywords become values. */
const BOX: Readonly<Record<string, readonly [string, (value: string) => string]>> = {
  padding: ['padding', lengths],
  paddingBlock: ['padding-block', lengths],
  paddingBlockStart: ['padding-block-start', lengths],
  paddingBlockEnd: ['padding-block-end', lengths],
  paddingInline: ['padding-inline', lengths],
  paddingInlineStart: ['padding-inline-start', lengths],
  paddingInlineEnd: ['padding-inline-end', lengths],
  background: ['background', (value) => BACKGROUNDS[value] ?? 'transparent'],
  border: ['border', border],
  borderRadius: ['border-radius', (value) => (value === 'none' ? '0' : 'var(--radius)')],
  blockSize: ['block-size', asIs],
  minBlockSize: ['min-block-size', asIs],
  maxBlockSize: ['max-block-size', asIs],
  inlineSize: ['inline-size', asIs],
  minInlineSize: ['min-inline-size', asIs],
  maxInlineSize: ['max-inline-size', asIs],
  overflow: ['overflow', asIs],
  display: ['display', (value) => (value === 'auto' ? 'block' : value)],
};

const FLOW: typeof BOX = {
  gap: ['gap', lengths],
  rowGap: ['row-gap', lengths],
  columnGap: ['column-gap', lengths],
  justifyContent: ['justify-content', asIs],
  alignItems: ['align-items', asIs],
  alignContent: ['align-content', asIs],
};

const ROLES: Readonly<Record<string, string>> = {
  header: 'banner',
  footer: 'contentinfo',
  section: 'region',
  aside: 'complementary',
  navigation: 'navigation',
  main: 'main',
  status: 'status',
  alert: 'alert',
  generic: 'generic',
};

abstract class Layout extends Element {
  static table: typeof BOX = BOX;
  readonly #sheet = new CSSStyleSheet();

  declare accessibilityRole: string;
  declare accessibilityLabel: string;

  protected override createRenderRoot() {
    const root = super.createRenderRoot() as ShadowRoot;
    root.adoptedStyleSheets.push(this.#sheet);
    return root;
  }

  override willUpdate(_changed: PropertyValues) {
    const { table } = this.constructor as typeof Layout;
    const given = this as unknown as Readonly<Record<string, string | undefined>>;
    const rules = Object.entries(table).flatMap(([name, [property, toCss]]) => {
      const value = given[name];
      return value === undefined || value === '' ? [] : [rule(property, value, toCss)];
    });
    this.#sheet.replaceSync(rules.join('\n'));
    const role = ROLES[this.accessibilityRole];
    if (role !== undefined) this.setAttribute('role', role);
    if (this.accessibilityLabel) this.setAttribute('aria-label', this.accessibilityLabel);
  }

  override render() {
    return html`<slot></slot>`;
  }
}

function textsOf(table: typeof BOX) {
  const names = [...Object.keys(table), 'accessibilityRole', 'accessibilityLabel'];
  return Object.fromEntries(names.map((name) => [name, { type: String }]));
}

class Box extends Layout {
  static override properties = textsOf(BOX);
  static override styles = styled(css`:host { display: block; min-inline-size: 0; }`);
}

class Stack extends Layout {
  static override table = { ...BOX, ...FLOW };
  static override properties = { ...textsOf(Stack.table), direction: { type: String, reflect: true } };
  static override styles = styled(css`
    :host { display: flex; flex-direction: column; min-inline-size: 0; }
    :host(:where([direction='inline'])) { flex-flow: row wrap; align-items: flex-start; }
  `);
}

class Grid extends Layout {
  static override table = {
    ...BOX,
    ...FLOW,
    gridTemplateColumns: ['grid-template-columns', asIs] as const,
    gridTemplateRows: ['grid-template-rows', asIs] as const,
    justifyItems: ['justify-items', asIs] as const,
  };
  static override properties = textsOf(Grid.table);
  static override styles = styled(css`:host { display: grid; min-inline-size: 0; }`);
}

class GridItem extends Layout {
  static override table = {
    ...BOX,
    gridColumn: ['grid-column', span] as const,
    gridRow: ['grid-row', span] as const,
  };
  static override properties = textsOf(GridItem.table);
  static override styles = styled(css`:host { display: block; min-inline-size: 0; }`);
}

class QueryContainer extends Element {
  static override styles = styled(css`:host { display: block; container-type: inline-size; }`);
  override render() {
    return html`<slot></slot>`;
  }
}

class Divider extends Element {
  static override properties = { direction: { type: String, reflect: true } };
  static override styles = styled(css`
    :host { display: block; border-block-start: 1px solid var(--line); }
    :host([direction='block']) { align-self: stretch; border-block: 0; border-inline-start: 1px solid var(--line); }
  `);
  override connectedCallback() {
    super.connectedCallback();
    this.setAttribute('role', 'separator');
  }
}

define({
  's-box': Box,
  's-stack': Stack,
  's-grid': Grid,
  's-grid-item': GridItem,
  's-query-container': QueryContainer,
  's-divider': Divider,
});
