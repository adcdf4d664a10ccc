// Takes what a list shows, and the pages behind it, along as a file: CSV or JSON.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../api/queries.ts';
import { offerFile } from '../../parts/offer-file.ts';

/** Rows that one file takes; what is older is reached by narrower filters. */
const MAX_ROWS = 10_000;
const PAGE = 500;

type Row = Readonly<Record<string, unknown>>;

export interface ExportPage {
  readonly rows: readonly (object & { readonly at: number })[];
  readonly next: string | null;
}

interface ExportProps {
  /** Of the file, without its ending. */
  readonly name: string;
  /** Reads a page of so many rows; `before` is the `next` of the page before. */
  readonly readPage: (page: { readonly limit: number; readonly before?: string }) => Promise<ExportPage>;
}

export function ExportButtons({ name, readPage }: ExportProps) {
  const { t } = useTranslation('activity');
  const sayError = useErrorText();
  const [isBusy, setBusy] = useState(false);

  async function save(form: 'csv' | 'json') {
    setBusy(true);
    try {
      const rows = await readAll(readPage);
      const text = form === 'csv' ? toCsv(rows) : `${JSON.stringify(rows, null, 2)}\n`;
      const type = form === 'csv' ? 'text/csv' : 'application/json';
      offerFile(`${name}.${form}`, new Blob([text], { type }));
      shopify.toast.show(t('export.done', { count: rows.length }));
    } catch (error) {
      shopify.toast.show(sayError(error), { isError: true });
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="exports">
      <s-stack direction="inline" gap="small">
        <s-button icon="import" loading={isBusy} onClick={() => save('csv')}>
          CSV
        </s-button>
        <s-button icon="import" loading={isBusy} onClick={() => save('json')}>
          JSON
        </s-button>
      </s-stack>
    </div>
  );
}

async function readAll(readPage: ExportProps['readPage']): Promise<Row[]> {
  const rows: Row[] = [];
  for (let before: string | null | undefined; before !== null && rows.length < MAX_ROWS; ) {
    const page = await readPage({ limit: PAGE, ...(before !== undefined && { before }) });
    rows.push(...page.rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })));
    before = page.next;
  }
  return rows.slice(0, MAX_ROWS);
}

function toCsv(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => columns.map((column) => toCell(row[column])).join(','));
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

/** Quoted by RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
function toCell(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value !== 'number' ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
