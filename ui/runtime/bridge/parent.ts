// Talks with the page that frames the app. Only that page is listened to; the server's policy says which may be it.

export interface NavigationItem {
  readonly href: string;
  readonly text: string;
  /** Of the app as a whole. */
  readonly isHome: boolean;
}

/** From the frame to the page around it. */
export type Told =
  | { readonly what: 'navigation'; readonly items: readonly NavigationItem[] }
  | { readonly what: 'path'; readonly path: string }
  | { readonly what: 'loading'; readonly isLoading: boolean };

export const isFramed = window.parent !== window;

/** How long the page around has to answer. */
const PATIENCE_MS = 10_000;

let asked = 0;
const waiting = new Map<number, (value: string) => void>();

export function tell(told: Told): void {
  if (isFramed) window.parent.postMessage({ rollcall: 'tell', ...told }, '*');
}

/** @throws Error if nobody answers */
export function askForIdToken(): Promise<string> {
  if (!isFramed) return Promise.reject(new Error('This page is opened from within the admin.'));
  const { id, answer } = ask({ what: 'idToken' });
  const tooLate = new Promise<never>((_, reject) => {
    setTimeout(() => {
      waiting.delete(id);
      reject(new Error('The page around the app does not answer.'));
    }, PATIENCE_MS);
  });
  return Promise.race([answer, tooLate]);
}

/** Resolves once the merchant has decided, however long that takes. */
export function askForScopes(scopes: readonly string[]): Promise<string> {
  return isFramed ? ask({ what: 'scopes', scopes }).answer : Promise.resolve('declined-all');
}

function ask(question: object): { readonly id: number; readonly answer: Promise<string> } {
  asked += 1;
  const id = asked;
  const answer = new Promise<string>((resolve) => {
    waiting.set(id, (value) => {
      waiting.delete(id);
      resolve(value);
    });
  });
  window.parent.postMessage({ rollcall: 'ask', id, ...question }, '*');
  return { id, answer };
}

/** @param onGo is told when an entry of the navigation is chosen out there. */
export function listenToParent(onGo: (href: string) => void): void {
  window.addEventListener('message', ({ source, data }: MessageEvent) => {
    if (source !== window.parent || typeof data !== 'object' || data === null) return;
    if (data.rollcall === 'answer') waiting.get(data.id)?.(String(data.value));
    if (data.rollcall === 'go' && typeof data.href === 'string') onGo(data.href);
  });
}
