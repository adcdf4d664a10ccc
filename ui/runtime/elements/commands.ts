// What a press leads to: another element shown or hidden, a form sent, or a way gone.

/** An element that other elements show and hide. */
interface Overlay extends HTMLElement {
  showOverlay(opener?: HTMLElement): void;
  hideOverlay(): void;
  toggleOverlay(opener?: HTMLElement): void;
}

const isOverlay = (element: Element | null): element is Overlay =>
  element !== null && 'toggleOverlay' in element;

export function command(opener: HTMLElement, target: string, name: string): void {
  const element = (opener.getRootNode() as Document | ShadowRoot).getElementById(target);
  if (!isOverlay(element)) return;
  if (name === '--show') element.showOverlay(opener);
  else if (name === '--hide') element.hideOverlay();
  else element.toggleOverlay(opener);
}

/** Lets the app's router go there; a way that leaves the app, or opens a page of its own, is the browser's. */
export function follow(link: HTMLElement, event: MouseEvent, href: string, target: string): void {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const isOurs = new URL(href, location.href).origin === location.origin;
  if (!isPlain || !isOurs || (target !== '' && target !== 'auto' && target !== '_self')) return;
  event.preventDefault();
  link.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true, composed: true }));
}
