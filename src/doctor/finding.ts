// What an examination finds.

export interface Finding {
  readonly severity: 'ok' | 'note' | 'fault';
  /** One sentence: what is so, and for a fault the remedy. */
  readonly text: string;
}

export const ok = (text: string): Finding => ({ severity: 'ok', text });
export const note = (text: string): Finding => ({ severity: 'note', text });
export const fault = (text: string): Finding => ({ severity: 'fault', text });
