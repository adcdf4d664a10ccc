// What a sentence of an answer says, by code and values: for whoever says it in another language.
import { z } from 'zod';
import { noticeOf } from '../../notices/notices.ts';

const said = z.strictObject({ code: z.string(), values: z.record(z.string(), z.string()) });

export const notice = said
  .extend({ cause: said.optional().describe('What `values.cause` says.') })
  .nullable()
  .describe('What the sentence beside it says, by code and values; null for one that has no code.');

export type NoticeAnswer = z.output<typeof notice>;

export function toNotice(sentence: string | null | undefined): NoticeAnswer {
  const found = noticeOf(sentence ?? '');
  if (found === null) return null;
  const { code, values } = found;
  const cause = noticeOf(values.cause ?? '');
  return { code, values: { ...values }, ...(cause && { cause: { ...cause, values: { ...cause.values } } }) };
}

export const notices = z.array(notice).describe('Of `warnings`, one by one.');

export function toNotices(sentences: readonly string[]): NoticeAnswer[] {
  return sentences.map(toNotice);
}
