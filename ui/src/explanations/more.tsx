// What is to be said of one case besides.
import type { Said } from '../notices/notice.ts';

export function More({ children }: { readonly children: Said | null }) {
  if (children === null) return null;
  return (
    <div className="beneath" lang={children.lang}>
      <s-text color="subdued">{children.text}</s-text>
    </div>
  );
}
