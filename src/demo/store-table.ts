// What the store holds, as a small table for the terminal.

/** A customer as the simulator lists it. */
export interface ShopCustomer {
  readonly id: string;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly tags: readonly string[];
  readonly metafields: Readonly<Record<string, string>>;
}

const COLUMNS: readonly (readonly [title: string, cell: (customer: ShopCustomer) => string])[] = [
  ['customer', (c) => c.id.split('/').at(-1) ?? ''],
  ['name', (c) => [c.firstName, c.lastName].filter(Boolean).join(' ')],
  ['email', (c) => c.email ?? '–'],
  ['department', (c) => c.metafields.department ?? '–'],
  ['active', (c) => c.metafields.active ?? '–'],
  ['tags', (c) => c.tags.join(', ') || '–'],
];

export function storeTable(customers: readonly ShopCustomer[]): string {
  const rows = [COLUMNS.map(([title]) => title), ...customers.map((c) => COLUMNS.map(([, cell]) => cell(c)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '));
  return lines.join('\n');
}
