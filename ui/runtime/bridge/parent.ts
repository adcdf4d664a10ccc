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
  asked += 1;
  const id = asked;
  window.parent.postMessage({ rollcall: 'ask', what: 'idToken', id }, '*');
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => {
      waiting.delete(id);
      reject(new Error('The page around the app does not answer.'));
    }, PATIENCE_MS);
    waiting.set(id, (value) => {
      clearTimeout(timeout);
      waiting.delete(id);
      resolve(value);
    });
  });
}

/** @param onGo is told when an entry of the navigation is chosen out there. */
export function listenToParent(onGo: (href: string) => void): void {
  window.addEventListener('message', ({ source, data }: MessageEvent) => {
    if (source !== window.parent || typeof data !== 'object' || data === null) return;
    if (data.rollcall === 'answer') waiting.get(data.id)?.(String(data.value));
    if (data.rollcall === 'go' && typeof data.href === 'string') onGo(data.href);
  });
}
