// Sends mails by SMTP, where an operator has set a server for it.
import type { Transporter } from 'nodemailer';
import type { Mail } from './message.ts';

export interface MailSettings {
  /** Such as smtps://user:password@mail.example.com. */
  readonly smtpUrl: string;
  readonly from: string;
  /** Who is told of all shops; null: nobody, and merchants by endpoints of their own. */
  readonly to: string | null;
}

/** Resolves once the server has taken the mail. */
export type SendMail = (to: string, mail: Mail) => Promise<void>;

const STEP_MS = 10_000;

export function createMailer({ smtpUrl, from }: MailSettings): SendMail {
  const limits = { connectionTimeout: STEP_MS, greetingTimeout: STEP_MS, socketTimeout: STEP_MS };
  const url = new URL(smtpUrl);
  for (const [name, value] of Object.entries(limits)) url.searchParams.set(name, String(value));
  let transport: Transporter | undefined;
  return async (to, { subject, text }) => {
    // Loaded by the first mail, which the start need not wait for.
    const { createTransport } = await import('nodemailer');
    // No file and no address that a message could name is ever read.
    transport ??= createTransport(url.href, { from, disableFileAccess: true, disableUrlAccess: true });
    await transport.sendMail({ to: { name: '', address: to }, subject, text });
  };
}
