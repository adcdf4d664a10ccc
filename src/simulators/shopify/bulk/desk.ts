// Starts, runs, cancels and ends bulk operations, up to five of a kind at once.
import type { Clock } from '../clock.ts';
import type { FaultInjector } from '../faults.ts';
import type { Preparation, PreparedOperation } from '../graphql/documents.ts';
import { runUnmetered, type Services } from '../graphql/execute.ts';
import type { SimulatorSettings } from '../options.ts';
import type { UserError } from '../rules/user-errors.ts';
import {
  findMutationFault,
  findMutationTextFault,
  findQueryFault,
  findQueryTextFault,
  wordSchemaFault,
} from './checks.ts';
import { flattenAnswer } from './flatten.ts';
import type { BulkDesk, BulkOperationRecord } from './port.ts';
import type { Results } from './results.ts';
import { createRowRunner, type RowRunner } from './row-runner.ts';
import type { Uploads } from './uploads.ts';

export type BulkParts = {
  clock: Clock;
  settings: SimulatorSettings;
  faults: FaultInjector;
  uploads: Uploads;
  results: Results;
  nextNumber(): number;
  prepare(text: string): Preparation;
  services(): Services;
  onStart(): void;
  /** Called when an operation has ended, however it did. */
  onFinish(record: BulkOperationRecord): void;
};

const maximumConcurrent = 5;
const maximumFileBytes = 100 * 1024 * 1024;
/** Assumed: how long an operation waits for its turn, in milliseconds of simulator time. */
const queueMs = 500;
const finalStates = ['COMPLETED', 'CANCELED', 'FAILED', 'EXPIRED'];

const refuse = (...userErrors: UserError[]) => ({ bulkOperation: null, userErrors });

export function createBulkDesk(parts: BulkParts): BulkDesk & { clear(): void } {
  const { clock, settings, faults, uploads, results } = parts;
  const operations = new Map<number, BulkOperationRecord>();
  const runners = new Map<number, RowRunner>();

  function update(number: number, change: Partial<BulkOperationRecord>) {
    const record = operations.get(number);
    if (record) operations.set(number, { ...record, ...change });
  }

  function findCrowd(type: BulkOperationRecord['type']): UserError | undefined {
    const running = [...operations.values()].filter(
      (each) => each.type === type && !finalStates.includes(each.status),
    );
    if (running.length < maximumConcurrent) return undefined;
    const ids = running.map(({ id }) => id).join(', ');
    const message = `A bulk ${type.toLowerCase()} operation for this app and shop is already in progress: ${ids}.`;
    return { field: null, message, code: 'OPERATION_IN_PROGRESS' };
  }

  function open(type: BulkOperationRecord['type'], query: string): BulkOperationRecord {
    const number = parts.nextNumber();
    const record: BulkOperationRecord = {
      number,
      id: `gid://shopify/BulkOperation/${number}`,
      type,
      status: 'CREATED',
      errorCode: null,
      createdAt: clock.now(),
      completedAt: null,
      objectCount: 0,
      rootObjectCount: 0,
      fileSize: null,
      url: null,
      partialDataUrl: null,
      query,
    };
    operations.set(number, record);
    return record;
  }

  /** Ends an operation with what it has brought; an unfinished one's rows stand at another address. */
  function finish(
    number: number,
    status: 'CANCELED' | 'COMPLETED' | 'FAILED',
    lines: readonly string[],
    errorCode: BulkOperationRecord['errorCode'] = 'INTERNAL_SERVER_ERROR',
  ) {
    runners.delete(number);
    const text = lines.map((line) => `${line}\n`).join('');
    const url = lines.length > 0 ? results.publish(`bulk-${number}.jsonl`, text) : null;
    update(number, {
      status,
      errorCode: status === 'FAILED' ? errorCode : null,
      completedAt: clock.now(),
      fileSize: lines.length > 0 ? Buffer.byteLength(text) : null,
      ...(status === 'COMPLETED' ? { url } : { partialDataUrl: url }),
    });
    const record = operations.get(number);
    if (record) parts.onFinish(record);
  }

  function start(record: BulkOperationRecord, runner: RowRunner) {
    runners.set(record.number, runner);
    parts.onStart();
    clock.after(queueMs, () => {
      if (operations.get(record.number)?.status === 'CREATED') update(record.number, { status: 'RUNNING' });
      runner.start();
    });
    return { bulkOperation: record, userErrors: [] };
  }

  function runRow(prepared: PreparedOperation, line: string, lineNumber: number): string {
    let variables: unknown;
    try {
      variables = JSON.parse(line);
    } catch {
      const errors = [{ message: `Invalid JSON on line ${lineNumber + 1}.` }];
      return JSON.stringify({ errors, __lineNumber: lineNumber });
    }
    const answer = runUnmetered(prepared, Object(variables), parts.services(), false);
    return JSON.stringify({ ...answer, __lineNumber: lineNumber });
  }

  function runMutation({
    mutation,
    stagedUploadPath,
    clientIdentifier,
  }: Parameters<BulkDesk['runMutation']>[0]) {
    const textFault = findMutationTextFault(mutation, clientIdentifier);
    if (textFault) return refuse(textFault);
    const preparation = parts.prepare(mutation);
    if ('errors' in preparation) return refuse(wordSchemaFault(preparation.errors, 'mutation'));
    const { prepared } = preparation;
    const fault = findMutationFault(prepared);
    if (fault) return refuse(fault);
    const file = uploads.file(stagedUploadPath);
    const fileFault = findFileFault(file) ?? findInjected(faults, prepared.rootFields);
    if (!file || fileFault) return refuse(...(fileFault ? [fileFault] : []));
    const crowd = findCrowd('MUTATION');
    if (crowd) return refuse(crowd);
    const record = open('MUTATION', mutation);
    const inputs = file
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    const failing = faults.strike(['bulk_fail'], prepared.rootFields) !== undefined;
    const runner = createRowRunner({
      clock,
      seed: settings.seed + record.number,
      rowsPerSecond: settings.bulkRowsPerSecond,
      inputs,
      failAfter: failing ? Math.ceil(inputs.length / 2) : undefined,
      run: (line, index) => runRow(prepared, line, index),
      onProgress: (count) => update(record.number, { objectCount: count, rootObjectCount: count }),
      onEnd: (status, lines) => finish(record.number, status, lines),
    });
    return start(record, runner);
  }

  function runQuery(query: string) {
    const textFault = findQueryTextFault(query);
    if (textFault) return refuse(textFault);
    const preparation = parts.prepare(query);
    if ('errors' in preparation) return refuse(wordSchemaFault(preparation.errors, 'query'));
    const { prepared } = preparation;
    const fault = findQueryFault(prepared) ?? findCrowd('QUERY');
    if (fault) return refuse(fault);
    const record = open('QUERY', query);
    // Read at once and handed out with the speed of reading, so that a result is older than its end.
    const { data, errors } = runUnmetered(prepared, {}, parts.services(), true);
    const { lines, rootObjects } = flattenAnswer(prepared, data ?? {});
    const isDenied = errors !== undefined;
    const failing = isDenied || faults.strike(['bulk_fail'], prepared.rootFields) !== undefined;
    const runner = createRowRunner({
      clock,
      seed: undefined,
      rowsPerSecond: settings.bulkObjectsPerSecond,
      inputs: lines,
      failAfter: failing ? Math.ceil(lines.length / 2) : undefined,
      run: (line) => line,
      onProgress: (count) =>
        update(record.number, { objectCount: count, rootObjectCount: Math.min(count, rootObjects) }),
      onEnd: (status, done) => finish(record.number, status, done, isDenied ? 'ACCESS_DENIED' : undefined),
    });
    return start(record, runner);
  }

  function cancel(number: number) {
    const record = operations.get(number);
    if (!record) return refuse({ field: ['id'], message: 'Bulk operation does not exist' });
    if (finalStates.includes(record.status)) {
      const message = `A bulk operation cannot be canceled when it is ${record.status.toLowerCase()}`;
      return { bulkOperation: record, userErrors: [{ field: null, message }] };
    }
    update(number, { status: 'CANCELING' });
    clock.after(queueMs, () => runners.get(number)?.cancel());
    return { bulkOperation: operations.get(number) ?? null, userErrors: [] };
  }

  return {
    stageUpload: uploads.stage,
    runMutation,
    runQuery,
    cancel,
    find: (number) => operations.get(number),
    list: () => [...operations.values()],
    clear() {
      for (const runner of runners.values()) runner.stop();
      runners.clear();
      operations.clear();
    },
  };
}

function findFileFault(file: Buffer | undefined): UserError | undefined {
  if (!file) {
    const message =
      "The JSONL file could not be found. Try uploading the file again, and check that you've entered the URL correctly for the stagedUploadPath mutation argument.";
    return { field: null, message, code: 'NO_SUCH_FILE' };
  }
  if (file.length === 0) {
    return { field: null, message: 'The input file is empty.', code: 'INVALID_STAGED_UPLOAD_FILE' };
  }
  if (file.length > maximumFileBytes) {
    const message = 'The input file size exceeds the maximum allowed size of 100 MB.';
    return { field: null, message, code: 'INVALID_STAGED_UPLOAD_FILE' };
  }
  return undefined;
}

/** Refusals whose occasion is not known, so that a test has to ask for them; both wordings are assumed. */
function findInjected(faults: FaultInjector, rootFields: readonly string[]): UserError | undefined {
  const struck = faults.strike(['bulk_limit', 'bulk_file_server'], rootFields)?.kind;
  if (struck === 'bulk_limit') {
    return {
      field: null,
      message: 'The daily limit of bulk operations has been reached.',
      code: 'LIMIT_REACHED',
    };
  }
  if (struck === 'bulk_file_server') {
    const message = 'The file server is not available. Try again.';
    return { field: null, message, code: 'INTERNAL_FILE_SERVER_ERROR' };
  }
  return undefined;
}
