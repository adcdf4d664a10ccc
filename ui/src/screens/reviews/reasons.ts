// The reasons for which somebody is held, as the texts tell them.
export const REASONS = [
  'review_policy',
  'review_domain',
  'review_unverified',
  'review_linked_elsewhere',
  'review_username_email',
  'review_email_taken',
  'email_in_use',
  'review_merged',
  'customer_gone',
  'review_tombstone',
  'review_left',
  'review_erased',
] as const;

export type Reason = (typeof REASONS)[number];
