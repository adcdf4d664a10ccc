// Reads HTTP/1.1 answers off a connection that never has more than one under way: less work than a full parser.

export interface Answer {
  readonly status: number;
  /** Empty when bodies are not kept, but for answers that are no success. */
  readonly body: string;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);
const LAST_CHUNK = '0\r\n\r\n';

/** Takes the chunks of a connection and passes on each answer when its last byte is there. */
export function createAnswerReader(
  keepBodies: boolean,
  onAnswer: (answer: Answer) => void,
): (chunk: Buffer) => void {
  let head: Buffer = NOTHING;
  let body: Buffer[] = [];
  let status = 0;
  /** Bytes of the body to come; NaN while it comes in chunks of its own. */
  let missing = 0;
  let inBody = false;
  /** The last bytes of a body in chunks: its end may itself come in two parts. */
  let tail = '';

  function begin(chunk: Buffer): void {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    const end = head.indexOf(HEAD_END);
    if (end === -1) return;
    const fields = head.toString('latin1', 0, end).toLowerCase();
    const rest = head.subarray(end + HEAD_END.length);
    head = NOTHING;
    status = Number(fields.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/.exec(fields)?.[1];
    missing =
      length === undefined ? (fields.includes('\r\ntransfer-encoding:') ? Number.NaN : 0) : Number(length);
    inBody = true;
    proceed(rest);
  }

  function proceed(chunk: Buffer): void {
    if (keepBodies || status >= 300) body.push(chunk);
    missing -= chunk.length;
    if (!isComplete(chunk)) return;
    const whole = body.length === 0 ? NOTHING : Buffer.concat(body);
    const text = (Number.isNaN(missing) ? withoutSizes(whole) : whole).toString('utf8');
    body = [];
    inBody = false;
    onAnswer({ status, body: text });
  }

  function isComplete(chunk: Buffer): boolean {
    if (!Number.isNaN(missing)) return missing === 0;
    tail = (tail + chunk.subarray(-LAST_CHUNK.length).toString('latin1')).slice(-LAST_CHUNK.length);
    if (tail !== LAST_CHUNK) return false;
    tail = '';
    return true;
  }

  return (chunk) => (inBody ? proceed(chunk) : begin(chunk));
}

/** The content of a body that came in chunks, each of which begins with its size (RFC 9112 §7.1). */
function withoutSizes(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const from = body.indexOf('\r\n', at) + 2;
    const size = Number.parseInt(body.toString('latin1', at, from), 16);
    if (size === 0) break;
    parts.push(body.subarray(from, from + size));
    at = from + size + 2;
  }
  return Buffer.concat(parts);
}
