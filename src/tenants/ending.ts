// How a connection has ended, and what a person may choose for its customers (RULES 27).

/** `keep`: customers stay as they are. `hand_back`: what is ours goes. `hand_over`: another connection takes them. */
export const ENDING_CHOICES = ['keep', 'hand_back', 'hand_over'] as const;
export type EndingChoice = (typeof ENDING_CHOICES)[number];

/** How a connection has ended. */
export interface Ending {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Null while a person has not chosen: nothing happens to any customer. */
  readonly choice: EndingChoice | null;
  /** The connection to which it is handed over. */
  readonly successor: string | null;
  /** Users whose customers were to be seen to when it was chosen. */
  readonly total: number;
  /** All is done, and what was known of users is deleted. */
  readonly finishedAt: number | null;
}
