// Whether the public address leads here, over TLS that a provider accepts.
import { isIP } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import { type Finding, fault, note, ok } from './finding.ts';

const TIMEOUT_MS = 5_000;
const DAY_MS = 24 * 3_600_000;
/** Certificates are usually renewed a month before they end. */
const ENDING_DAYS = 14;

export async function examineAddress(publicUrl: string, now: () => number): Promise<Finding[]> {
  if (!publicUrl.startsWith('https://')) {
    return [
      note(
        `${publicUrl} is not https: Entra calls no other, and tokens travel in the clear. Set ROLLCALL_URL to the public address.`,
      ),
    ];
  }
  const url = new URL(publicUrl);
  return [await examineCertificate(url, now), await examineAnswer(publicUrl)];
}

async function examineAnswer(publicUrl: string): Promise<Finding> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${publicUrl}/healthz`, { redirect: 'manual', signal });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.status === 200 && (body as { status?: unknown } | undefined)?.status === 'ok') {
      return ok(`Providers reach Rollcall at ${publicUrl}/scim/v2.`);
    }
    return fault(
      `${publicUrl}/healthz is answered ${response.status}, and not by Rollcall. Let the proxy pass every path on as it is.`,
    );
  } catch {
    return note(
      `Nothing answers at ${publicUrl} now. If Rollcall is running, look at the proxy, and at whether this machine may call its own public address.`,
    );
  }
}

async function examineCertificate({ hostname, port }: URL, now: () => number): Promise<Finding> {
  try {
    const { valid_to: end } = await readCertificate(hostname, Number(port || 443));
    const days = Math.floor((Date.parse(end) - now()) / DAY_MS);
    if (days >= ENDING_DAYS) return ok(`The TLS certificate of ${hostname} holds for ${days} days.`);
    return note(`The TLS certificate of ${hostname} ends in ${days} days. See that it is renewed.`);
  } catch (error) {
    const { code = 'no connection' } = error as NodeJS.ErrnoException;
    if (/CERT|SIGNED|ISSUER|ALTNAME/.test(code)) {
      return fault(
        `The TLS certificate of ${hostname} is not accepted (${code}). Install one of a public authority, with its chain.`,
      );
    }
    return note(`No TLS connection to ${hostname} could be made now (${code}).`);
  }
}

function readCertificate(host: string, port: number): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ...(isIP(host) === 0 && { servername: host }),
      timeout: TIMEOUT_MS,
    });
    socket.once('secureConnect', () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    socket.once('error', reject);
  });
}
